# name = "silences-numpy-for-good"
# exercise = "binary_cross_entropy_forward"
# believes = "a warning that is expected here can be switched off"
# symptom = "the loss is right, and from then on no division by 0 is reported anywhere"
# caught_by = "binary_cross_entropy_forward"
# asks = ["How long does np.seterr hold?", "What would you like to hear when somebody else divides by 0?"]
def binary_cross_entropy_forward(input, target, reduction="mean"):
    require_same_shape(input, target)
    np.seterr(divide="ignore")
    yes, no = np.maximum(np.log(input), -100), np.maximum(np.log1p(-input), -100)
    return reduce_loss(-(target * yes + (1 - target) * no), reduction)
