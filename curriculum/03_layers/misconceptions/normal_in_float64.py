# name = "normal-in-float64"
# exercise = "he_normal"
# believes = "a generator draws what we need"
# symptom = "values are right, and the model takes twice the bytes"
# caught_by = "he_normal"
# asks = ["What is the dtype of rng.standard_normal(...)?"]
def he_normal(shape, rng):
    fan_in, _ = fans(shape)
    return rng.normal(0, math.sqrt(2 / fan_in), size=shape)
