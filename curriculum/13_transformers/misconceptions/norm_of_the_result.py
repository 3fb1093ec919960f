# name = "norm-of-the-result"
# exercise = "residual"
# believes = "what is added must be of size 1"
# symptom = "every layer shouts equally loud, and the sublayer reads an unnormalised stream"
# caught_by = "residual"
# asks = ["What does the sublayer read in the formula?"]
def residual(x, norm, sublayer):
    return x + norm(sublayer(x))
