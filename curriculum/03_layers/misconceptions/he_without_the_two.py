# name = "he-without-the-two"
# exercise = "he_normal"
# believes = "the rule without ReLU will do"
# symptom = "too small by the root of 2: the signal halves in each layer"
# caught_by = "he_normal"
# asks = ["What does ReLU do to the mean square of a signal around 0?"]
def he_normal(shape, rng):
    fan_in, _ = fans(shape)
    return (rng.standard_normal(shape) / math.sqrt(fan_in)).astype(np.float32)
