# name = "correction-is-a-switch"
# exercise = "var_forward"
# believes = "correction says yes or no"
# symptom = "right for 0 and 1, too small for 2"
# caught_by = "var_forward"
# asks = ["What is n - correction for correction=2?"]
def var_forward(x, axis=None, keepdims=False, correction=1):
    center = mean_forward(x, axis, keepdims=True)
    count = x.size // max(center.size, 1)
    return np.sum((x - center) ** 2, axis=axis, keepdims=keepdims) / (count - 1 if correction else count)
