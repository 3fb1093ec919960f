# name = "divides-by-all"
# exercise = "nll_loss_forward"
# believes = "an ignored example counts as one with loss 0"
# symptom = "the mean is too small as soon as something is ignored"
# caught_by = "nll_loss_forward"
# asks = ["By what do you divide, and how many examples count?", "What happens to the loss when a sentence is padded further?"]
def nll_loss_forward(log_probs, target, reduction="mean", ignore_index=-100):
    counts = target != ignore_index
    columns = np.where(counts, target, 0)
    losses = np.where(counts, -log_probs[np.arange(len(target)), columns], 0)
    return reduce_loss(losses, reduction)
