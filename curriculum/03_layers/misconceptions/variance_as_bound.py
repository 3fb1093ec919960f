# name = "variance-as-bound"
# exercise = "xavier_uniform"
# believes = "the variance is the bound"
# symptom = "the weights are far too small"
# caught_by = "xavier_uniform"
# asks = ["What is the unit of a variance: that of the numbers, or of their squares?"]
def xavier_uniform(shape, rng):
    bound = 2 / sum(fans(shape))
    return rng.uniform(-bound, bound, size=shape).astype(np.float32)
