# name = "chooses-by-the-target"
# exercise = "binary_cross_entropy_forward"
# believes = "targets are yes or no"
# symptom = "a target of 0.3 is taken for no"
# caught_by = "binary_cross_entropy_forward"
# asks = ["What should a target of 0.5 cost?", "Where does the formula choose?"]
def binary_cross_entropy_forward(input, target, reduction="mean"):
    require_same_shape(input, target)
    with np.errstate(divide="ignore"):
        logs = np.where(target == 1, np.log(input), np.log1p(-input))
    return reduce_loss(-np.maximum(logs, -100), reduction)
