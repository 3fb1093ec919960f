# name = "picks-whole-columns"
# exercise = "nll_loss_forward"
# believes = "indexing with the labels picks one entry of each row"
# symptom = "a square of numbers, or the mean over wrong entries"
# caught_by = "nll_loss_forward"
# asks = ["Which shape has log_probs[:, target]?", "How does NumPy pair two index arrays?"]
def nll_loss_forward(log_probs, target, reduction="mean", ignore_index=-100):
    counts = target != ignore_index
    losses = np.where(counts, -log_probs[:, np.where(counts, target, 0)], 0)
    if reduction == "mean":
        return np.sum(losses) / int(np.count_nonzero(counts))
    return reduce_loss(losses, reduction)
