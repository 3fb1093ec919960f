# name = "positive-only"
# exercise = "xavier_uniform"
# believes = "weights are drawn from 0 to b"
# symptom = "the mean is not 0"
# caught_by = "xavier_uniform"
# asks = ["What is the smallest number that your line can draw?"]
def xavier_uniform(shape, rng):
    bound = math.sqrt(6 / sum(fans(shape)))
    return rng.uniform(0.0, bound, size=shape).astype(np.float32)
