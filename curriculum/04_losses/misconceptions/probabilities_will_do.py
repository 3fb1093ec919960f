# name = "probabilities-will-do"
# exercise = "cross_entropy_forward"
# believes = "nll wants probabilities, and softmax makes them"
# symptom = "losses are minus probabilities, between -1 and 0"
# caught_by = "cross_entropy_forward"
# asks = ["What does nll_loss_forward expect in its rows?", "Can a surprise be negative?"]
def cross_entropy_forward(logits, target, reduction="mean", ignore_index=-100):
    powers = np.exp(logits - np.max(logits, axis=1, keepdims=True))
    return nll_loss_forward(powers / np.sum(powers, axis=1, keepdims=True), target, reduction, ignore_index)
