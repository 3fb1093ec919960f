# name = "takes-the-logarithm-again"
# exercise = "nll_loss_forward"
# believes = "the negative log-likelihood takes the logarithm"
# symptom = "nan, because log-probabilities are negative"
# caught_by = "nll_loss_forward"
# asks = ["What comes in, probabilities or their logarithms?", "What is the logarithm of -0.5?"]
def nll_loss_forward(log_probs, target, reduction="mean", ignore_index=-100):
    counts = target != ignore_index
    picked = log_probs[np.arange(len(target)), np.where(counts, target, 0)]
    with np.errstate(invalid="ignore"):
        losses = np.where(counts, -np.log(picked), 0)
    if reduction == "mean":
        return np.sum(losses) / int(np.count_nonzero(counts))
    return reduce_loss(losses, reduction)
