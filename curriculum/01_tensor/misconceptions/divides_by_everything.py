# name = "divides-by-everything"
# exercise = "mean_forward"
# believes = "a mean is divided by the number of numbers"
# symptom = "right without an axis, too small with one"
# caught_by = "mean_forward"
# asks = ["How many numbers went into the sum of one column?"]
def mean_forward(x, axis=None, keepdims=False):
    return np.sum(x, axis=axis, keepdims=keepdims) / x.size
