# name = "leaves-it-to-numpy"
# exercise = "mean_forward"
# believes = "np.mean is made from np.sum by somebody else"
# symptom = "the numbers are right, but nothing was divided here"
# caught_by = "mean_forward"
# asks = ["How many numbers went into each sum, and which line of yours says so?"]
def mean_forward(x, axis=None, keepdims=False):
    return np.mean(x, axis=axis, keepdims=keepdims)
