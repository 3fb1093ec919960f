# name = "diagonal-of-the-window"
# exercise = "pool_windows"
# believes = "row u and column u go together"
# symptom = "windows of equal numbers are right; else numbers off the diagonal are never seen"
# caught_by = "pool_windows"
# asks = ["How many numbers has a window of 2 × 2? How many did you combine?"]
def pool_windows(combine, x, kernel_size, stride, dilation=(1, 1)):
    size = places(x.shape, kernel_size, stride, (0, 0), dilation)
    return reduce(combine, [tap(x, u, v, size, stride, dilation) for u, v in zip(*map(range, kernel_size))])
