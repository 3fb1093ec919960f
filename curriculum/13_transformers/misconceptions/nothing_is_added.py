# name = "nothing-is-added"
# exercise = "residual"
# believes = "a layer replaces what it reads"
# symptom = "the gradient of deep stacks vanishes"
# caught_by = "residual"
# asks = ["What was the difference between the two rows of measurements?"]
def residual(x, norm, sublayer):
    return sublayer(norm(x))
