# name = "an-axis-is-one-number"
# exercise = "mean_forward"
# believes = "axis is None or one number"
# symptom = "a TypeError about tuple indices for axis=(0, 1)"
# caught_by = "mean_forward"
# asks = ["What is x.shape[axis] when axis is (0, 1)?", "Could the size of the result tell how many numbers went into each sum?"]
def mean_forward(x, axis=None, keepdims=False):
    count = x.size if axis is None else x.shape[axis]
    return np.sum(x, axis=axis, keepdims=keepdims) / count
