# name = "always-float32"
# exercise = "mean_forward"
# believes = "casting at the end keeps the dtype rule"
# symptom = "a float64 mean loses its digits"
# caught_by = "mean_forward"
# asks = ["What comes back for a float64 array?", "Which number in your division is not a plain Python int?"]
def mean_forward(x, axis=None, keepdims=False):
    total = np.sum(x, axis=axis, keepdims=keepdims)
    return (total / (x.size / max(total.size, 1))).astype(np.float32)
