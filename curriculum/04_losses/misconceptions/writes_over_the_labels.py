# name = "writes-over-the-labels"
# exercise = "nll_loss_forward"
# believes = "labels that do not count may be replaced by some class"
# symptom = "the loss is right the first time; afterwards the ignored labels are class 0 and count"
# caught_by = "nll_loss_forward"
# asks = ["What does the next epoch find among the labels?", "Which array may you write into?"]
def nll_loss_forward(log_probs, target, reduction="mean", ignore_index=-100):
    counts = target != ignore_index
    target[~counts] = 0
    losses = np.where(counts, -log_probs[np.arange(len(target)), target], 0)
    if reduction == "mean":
        return np.sum(losses) / int(np.count_nonzero(counts))
    return reduce_loss(losses, reduction)
