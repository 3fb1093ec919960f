# name = "forgets-the-root"
# exercise = "xavier_uniform"
# believes = "what b² should be is b"
# symptom = "the weights are far too small: the largest is about 0.01 for b = 0.1"
# caught_by = "xavier_uniform"
# asks = ["Does your formula give b or b²?", "What is 6 / 600, and what is its root?"]
def xavier_uniform(shape, rng):
    bound = 6 / sum(fans(shape))
    return rng.uniform(-bound, bound, size=shape).astype(np.float32)
