# name = "one-pass-variance"
# exercise = "var_forward"
# believes = "two formulas that are equal on paper are equal in float32"
# symptom = "fine for small numbers, wrong for large ones that are close together"
# caught_by = "var_forward"
# asks = ["How many digits does float32 keep of 10001 squared?", "What is left when you subtract two nearly equal numbers?"]
def var_forward(x, axis=None, keepdims=False, correction=1):
    center = mean_forward(x, axis, keepdims=True)
    count = x.size // max(center.size, 1)
    squares = np.sum(x * x, axis=axis, keepdims=True) - count * center ** 2
    result = squares / (count - correction)
    return result if keepdims else np.squeeze(result, axis)
