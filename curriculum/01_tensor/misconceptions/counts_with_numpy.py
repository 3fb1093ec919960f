# name = "counts-with-numpy"
# exercise = "mean_forward"
# believes = "a count from NumPy is as good as an int"
# symptom = "values are right, but a float32 mean comes back as float64"
# caught_by = "mean_forward"
# asks = ["What is the dtype of np.prod((2, 3))?", "Which of float32 / 2 and float32 / np.int64(2) stays float32?"]
def mean_forward(x, axis=None, keepdims=False):
    total = np.sum(x, axis=axis, keepdims=keepdims)
    return total / np.int64(x.size // max(total.size, 1))
