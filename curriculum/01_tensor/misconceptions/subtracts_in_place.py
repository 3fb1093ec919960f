# name = "subtracts-in-place"
# exercise = "var_forward"
# believes = "x is mine to work with"
# symptom = "the first variance is right, and the data are centred from then on"
# caught_by = "var_forward"
# asks = ["What does x -= center do to the caller's array?"]
def var_forward(x, axis=None, keepdims=False, correction=1):
    center = mean_forward(x, axis, keepdims=True)
    count = x.size // max(center.size, 1)
    x -= center
    return np.sum(x ** 2, axis=axis, keepdims=keepdims) / (count - correction)
