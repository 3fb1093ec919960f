# name = "absolute-in-front"
# exercise = "binary_cross_entropy_with_logits_forward"
# believes = "negative scores are handled by their absolute value everywhere"
# symptom = "right for positive scores, too large for negative ones"
# caught_by = "binary_cross_entropy_with_logits_forward"
# asks = ["What stands before the logarithm for x = -2 and t = 0?", "How large can that loss be?"]
def binary_cross_entropy_with_logits_forward(input, target, reduction="mean"):
    require_same_shape(input, target)
    rest = np.log1p(np.exp(-np.abs(input)))
    return reduce_loss(np.abs(input) - input * target + rest, reduction)
