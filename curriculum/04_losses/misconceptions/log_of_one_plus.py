# name = "log-of-one-plus"
# exercise = "binary_cross_entropy_with_logits_forward"
# believes = "log(1 + z) and log1p(z) are the same"
# symptom = "small losses become exactly 0"
# caught_by = "binary_cross_entropy_with_logits_forward"
# asks = ["What is 1 + 1e-13 in float32?", "Which digits of z survive the addition?"]
def binary_cross_entropy_with_logits_forward(input, target, reduction="mean"):
    require_same_shape(input, target)
    rest = np.log(1 + np.exp(-np.abs(input)))
    return reduce_loss(np.maximum(input, 0) - input * target + rest, reduction)
