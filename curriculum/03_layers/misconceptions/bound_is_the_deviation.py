# name = "bound-is-the-deviation"
# exercise = "xavier_uniform"
# believes = "uniform numbers from -b to b have the standard deviation b"
# symptom = "the variance is a third of what it should be"
# caught_by = "xavier_uniform"
# asks = ["What is the variance of uniform numbers between -b and b?", "Which of your lines turns a variance into b?"]
def xavier_uniform(shape, rng):
    bound = math.sqrt(2 / sum(fans(shape)))
    return rng.uniform(-bound, bound, size=shape).astype(np.float32)
