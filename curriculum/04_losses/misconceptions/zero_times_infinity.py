# name = "zero-times-infinity"
# exercise = "binary_cross_entropy_forward"
# believes = "0 times anything is 0"
# symptom = "nan where the model is sure and right"
# caught_by = "binary_cross_entropy_forward"
# asks = ["What is 0 times minus infinity?", "At which moment could the logarithm be bounded?"]
def binary_cross_entropy_forward(input, target, reduction="mean"):
    require_same_shape(input, target)
    with np.errstate(divide="ignore", invalid="ignore"):
        return reduce_loss(-(target * np.log(input) + (1 - target) * np.log(1 - input)), reduction)
