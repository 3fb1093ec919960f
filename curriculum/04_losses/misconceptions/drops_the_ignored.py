# name = "drops-the-ignored"
# exercise = "nll_loss_forward"
# believes = "what is ignored need not appear"
# symptom = "with none, fewer losses than examples come back, at other places"
# caught_by = "nll_loss_forward"
# asks = ["Whose loss is the second number of your result?", "How long should the result be for three labels?"]
def nll_loss_forward(log_probs, target, reduction="mean", ignore_index=-100):
    kept = np.flatnonzero(target != ignore_index)
    return reduce_loss(-log_probs[kept, target[kept]], reduction)
