# name = "integer-division"
# exercise = "mean_forward"
# believes = "// divides numbers"
# symptom = "means lose what stands behind the decimal point"
# caught_by = "mean_forward"
# asks = ["What is 7 // 2?", "Where in your line should // stand, and where should / ?"]
def mean_forward(x, axis=None, keepdims=False):
    total = np.sum(x, axis=axis, keepdims=keepdims)
    return total // max(x.size // max(total.size, 1), 1)
