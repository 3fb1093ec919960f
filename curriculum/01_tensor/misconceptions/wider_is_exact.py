# name = "wider-is-exact"
# exercise = "var_forward"
# believes = "float64 makes the one-pass formula exact"
# symptom = "right for 10001, wrong for a billion"
# caught_by = "var_forward"
# asks = ["How many digits does float64 keep of a billion squared?", "Which formula subtracts before it squares?"]
def var_forward(x, axis=None, keepdims=False, correction=1):
    wide = x.astype(np.float64)
    mean = mean_forward(wide, axis, keepdims)
    count = x.size // max(mean.size, 1)
    result = (np.sum(wide * wide, axis=axis, keepdims=keepdims) - count * mean ** 2) / (count - correction)
    return result.astype(x.dtype) if x.dtype.kind == "f" else result
