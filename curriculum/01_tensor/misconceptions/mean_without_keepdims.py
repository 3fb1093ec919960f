# name = "mean-without-keepdims"
# exercise = "var_forward"
# believes = "a mean broadcasts against where it came from by itself"
# symptom = "an error about shapes for axis 1; for square arrays, wrong numbers and no error"
# caught_by = "var_forward"
# asks = ["Which shapes do you subtract, and how are they aligned?", "Why does axis=0 work and axis=1 not?"]
def var_forward(x, axis=None, keepdims=False, correction=1):
    center = mean_forward(x, axis)
    count = x.size // max(center.size, 1)
    return np.sum((x - center) ** 2, axis=axis, keepdims=keepdims) / (count - correction)
