# name = "log-of-the-probabilities"
# exercise = "cross_entropy_forward"
# believes = "softmax and then a logarithm is log-softmax"
# symptom = "infinite where the probability underflows"
# caught_by = "cross_entropy_forward"
# asks = ["How large is the probability of a score 2000 below the best one?", "Which function of module 02 was made for this?"]
def cross_entropy_forward(logits, target, reduction="mean", ignore_index=-100):
    powers = np.exp(logits - np.max(logits, axis=1, keepdims=True))
    with np.errstate(divide="ignore"):
        logs = np.log(powers / np.sum(powers, axis=1, keepdims=True))
    return nll_loss_forward(logs, target, reduction, ignore_index)
