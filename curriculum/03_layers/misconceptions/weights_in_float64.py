# name = "weights-in-float64"
# exercise = "xavier_uniform"
# believes = "a generator draws what we need"
# symptom = "values are right, and the model takes twice the bytes"
# caught_by = "xavier_uniform"
# asks = ["What is the dtype of rng.uniform(...)?"]
def xavier_uniform(shape, rng):
    bound = math.sqrt(6 / sum(fans(shape)))
    return rng.uniform(-bound, bound, size=shape)
