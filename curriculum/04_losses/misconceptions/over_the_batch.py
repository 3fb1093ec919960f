# name = "over-the-batch"
# exercise = "cross_entropy_forward"
# believes = "axis 0 holds what is to be compared"
# symptom = "examples compete with each other where classes should"
# caught_by = "cross_entropy_forward"
# asks = ["Which axis holds the classes?", "Should another example change the loss of this one?"]
def cross_entropy_forward(logits, target, reduction="mean", ignore_index=-100):
    return nll_loss_forward(log_softmax_forward(logits, dim=0), target, reduction, ignore_index)
