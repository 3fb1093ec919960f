# name = "softmax-twice"
# exercise = "cross_entropy_forward"
# believes = "scores must become probabilities before the loss"
# symptom = "even a perfect model keeps a loss of about a half"
# caught_by = "cross_entropy_forward"
# asks = ["What does log_softmax do with what it gets?", "What is the lowest loss that your version can give for three classes?"]
def cross_entropy_forward(logits, target, reduction="mean", ignore_index=-100):
    powers = np.exp(logits - np.max(logits, axis=1, keepdims=True))
    probabilities = powers / np.sum(powers, axis=1, keepdims=True)
    return nll_loss_forward(log_softmax_forward(probabilities, dim=1), target, reduction, ignore_index)
