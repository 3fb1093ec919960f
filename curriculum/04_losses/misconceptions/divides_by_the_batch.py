# name = "divides-by-the-batch"
# exercise = "reduce_loss"
# believes = "the mean is the sum divided by the number of examples"
# symptom = "right for one number each, too large for several"
# caught_by = "reduce_loss"
# asks = ["How many losses does an array (2, 2) hold?", "What is len of it?"]
def reduce_loss(losses, reduction="mean"):
    if reduction == "mean":
        return np.sum(losses) / len(losses)
    if reduction == "sum":
        return np.sum(losses)
    if reduction == "none":
        return losses
    raise ValueError(f"reduction must be 'mean', 'sum' or 'none', not {reduction!r}")
