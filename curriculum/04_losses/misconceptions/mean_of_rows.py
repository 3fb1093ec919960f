# name = "mean-of-rows"
# exercise = "reduce_loss"
# believes = "the batch is axis 0, so the mean is taken along it"
# symptom = "one number for each column"
# caught_by = "reduce_loss"
# asks = ["How many numbers should come out?", "What does the word mean without an axis average over?"]
def reduce_loss(losses, reduction="mean"):
    if reduction == "mean":
        return np.mean(losses, axis=0)
    if reduction == "sum":
        return np.sum(losses, axis=0)
    if reduction == "none":
        return losses
    raise ValueError(f"reduction must be 'mean', 'sum' or 'none', not {reduction!r}")
