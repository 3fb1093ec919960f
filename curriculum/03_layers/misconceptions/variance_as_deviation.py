# name = "variance-as-deviation"
# exercise = "he_normal"
# believes = "standard_normal times the variance has that variance"
# symptom = "the weights are too small: 2/fan_in instead of its root"
# caught_by = "he_normal"
# asks = ["By what factor does the variance change when all numbers are doubled?"]
def he_normal(shape, rng):
    fan_in, _ = fans(shape)
    return (rng.standard_normal(shape) * (2 / fan_in)).astype(np.float32)
