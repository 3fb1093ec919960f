# name = "pools-without-overlap"
# exercise = "pool_windows"
# believes = "windows never overlap, so the stride is the window"
# symptom = "right while stride and window are equal"
# caught_by = "pool_windows"
# asks = ["Where does the second window begin?", "Which argument says so?"]
def pool_windows(combine, x, kernel_size, stride, dilation=(1, 1)):
    stride = kernel_size
    height, width = places(x.shape, kernel_size, stride, (0, 0), dilation)
    whole, across = (height, x.shape[-1]), (1, stride[1])
    rows = reduce(combine, [tap(x, u, 0, whole, (stride[0], 1), dilation) for u in range(kernel_size[0])])
    return reduce(combine, [tap(rows, 0, v, (height, width), across, dilation) for v in range(kernel_size[1])])
