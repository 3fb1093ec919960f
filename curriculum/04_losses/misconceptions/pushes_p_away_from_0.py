# name = "pushes-p-away-from-0"
# exercise = "binary_cross_entropy_forward"
# believes = "a probability of 0 may be moved a little"
# symptom = "sure and wrong costs 16 in place of 100, and small losses are lost"
# caught_by = "binary_cross_entropy_forward"
# asks = ["What is the logarithm of your smallest p?", "What does 1 - 1e-12 give in float32?"]
def binary_cross_entropy_forward(input, target, reduction="mean"):
    require_same_shape(input, target)
    p = np.clip(input, 1e-7, 1 - 1e-7)
    return reduce_loss(-(target * np.log(p) + (1 - target) * np.log(1 - p)), reduction)
