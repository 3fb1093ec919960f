# name = "norm-on-the-road"
# exercise = "residual"
# believes = "normalise what comes out"
# symptom = "the stream is normalised after each sum, as in 2017"
# caught_by = "residual"
# asks = ["What stands between the first layer and the last in your version?", "What does the norm get in the figure?"]
def residual(x, norm, sublayer):
    return norm(x + sublayer(x))
