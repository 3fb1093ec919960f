# name = "one-form-only"
# exercise = "binary_cross_entropy_with_logits_forward"
# believes = "the derived formula holds for every x"
# symptom = "overflow for very negative scores"
# caught_by = "binary_cross_entropy_with_logits_forward"
# asks = ["What is exp(1000)?", "For which sign of x was the formula called right?"]
def binary_cross_entropy_with_logits_forward(input, target, reduction="mean"):
    require_same_shape(input, target)
    return reduce_loss(input - input * target + np.log1p(np.exp(-input)), reduction)
