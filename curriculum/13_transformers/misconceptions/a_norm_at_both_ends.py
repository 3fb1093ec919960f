# name = "a-norm-at-both-ends"
# exercise = "residual"
# believes = "what is read and what comes out must both be normalised"
# symptom = "the sublayer reads the right thing, and the road is normalised after each sum all the same"
# caught_by = "residual"
# asks = ["What does your last norm do to the road?", "How many norms has the formula?"]
def residual(x, norm, sublayer):
    return norm(x + sublayer(norm(x)))
