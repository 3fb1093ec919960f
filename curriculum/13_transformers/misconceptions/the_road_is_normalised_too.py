# name = "the-road-is-normalised-too"
# exercise = "residual"
# believes = "the normalised stream is the stream"
# symptom = "what is added to is the norm's result, so the road is blocked by every norm"
# caught_by = "residual"
# asks = ["To what is the sublayer's result added?"]
def residual(x, norm, sublayer):
    x = norm(x)
    return x + sublayer(x)
