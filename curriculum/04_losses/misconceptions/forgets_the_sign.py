# name = "forgets-the-sign"
# exercise = "nll_loss_forward"
# believes = "the log-probability is the loss"
# symptom = "losses are negative, and better the worse the model is"
# caught_by = "nll_loss_forward"
# asks = ["Is log 0.9 positive or negative?", "Which model would win if this were made small?"]
def nll_loss_forward(log_probs, target, reduction="mean", ignore_index=-100):
    counts = target != ignore_index
    losses = np.where(counts, log_probs[np.arange(len(target)), np.where(counts, target, 0)], 0)
    if reduction == "mean":
        return np.sum(losses) / int(np.count_nonzero(counts))
    return reduce_loss(losses, reduction)
