# name = "every-number-in-turn"
# exercise = "pool_windows"
# believes = "a window is as many passes as it has numbers"
# symptom = "every number is right; windows of 4 × 5 take nineteen passes over the result instead of seven"
# caught_by = "pool_windows"
# asks = ["What is the maximum of three rows' maxima?", "How often is `combine` called for a window of kh · kw numbers?"]
def pool_windows(combine, x, kernel_size, stride, dilation=(1, 1)):
    size = places(x.shape, kernel_size, stride, (0, 0), dilation)
    return reduce(combine, [tap(x, u, v, size, stride, dilation) for u, v in np.ndindex(*kernel_size)])
