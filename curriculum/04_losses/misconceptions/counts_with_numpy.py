# name = "counts-with-numpy"
# exercise = "nll_loss_forward"
# believes = "a count is a count"
# symptom = "the value is right and float32 became float64"
# caught_by = "nll_loss_forward"
# asks = ["What is the dtype of float32 divided by np.int64?", "How did mean_forward of module 01 count?"]
def nll_loss_forward(log_probs, target, reduction="mean", ignore_index=-100):
    counts = target != ignore_index
    columns = np.where(counts, target, 0)
    losses = np.where(counts, -log_probs[np.arange(len(target)), columns], 0)
    if reduction == "mean":
        return np.sum(losses) / np.sum(counts)
    return reduce_loss(losses, reduction)
