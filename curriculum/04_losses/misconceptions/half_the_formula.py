# name = "half-the-formula"
# exercise = "binary_cross_entropy_forward"
# believes = "only the right answer's probability matters, and that is p"
# symptom = "examples whose answer is no cost nothing"
# caught_by = "binary_cross_entropy_forward"
# asks = ["What does your loss say of p = 0.9 and t = 0?", "Which term is left when t is 0?"]
def binary_cross_entropy_forward(input, target, reduction="mean"):
    require_same_shape(input, target)
    with np.errstate(divide="ignore"):
        return reduce_loss(-target * np.maximum(np.log(input), -100), reduction)
