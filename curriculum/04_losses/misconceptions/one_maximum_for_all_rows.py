# name = "one-maximum-for-all-rows"
# exercise = "cross_entropy_forward"
# believes = "any constant will do, so the largest of all scores will"
# symptom = "a row whose scores lie far below another row's has an infinite loss or none at all"
# caught_by = "cross_entropy_forward"
# asks = ["What is left of a row at -1000 when 1000 is subtracted from it?", "For whom does a constant cancel out: for the batch or for a row?"]
def cross_entropy_forward(logits, target, reduction="mean", ignore_index=-100):
    lowered = logits - np.max(logits)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_probs = lowered - np.log(np.sum(np.exp(lowered), axis=1, keepdims=True))
    return nll_loss_forward(log_probs, target, reduction, ignore_index)
