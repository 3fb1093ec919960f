# name = "forgets-the-settings"
# exercise = "cross_entropy_forward"
# believes = "the inner loss knows what was asked for"
# symptom = "always the mean, and -100 the only label ignored"
# caught_by = "cross_entropy_forward"
# asks = ["Which arguments does your inner call get?"]
def cross_entropy_forward(logits, target, reduction="mean", ignore_index=-100):
    return nll_loss_forward(log_softmax_forward(logits, dim=1), target)
