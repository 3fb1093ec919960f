# name = "draws-from-elsewhere"
# exercise = "he_normal"
# believes = "any source of random numbers will do"
# symptom = "values are right, and no run can be repeated"
# caught_by = "he_normal"
# asks = ["Which generator did the caller hand you, and where does your line use it?"]
def he_normal(shape, rng):
    fan_in, _ = fans(shape)
    return (np.random.default_rng().standard_normal(shape) * math.sqrt(2 / fan_in)).astype(np.float32)
