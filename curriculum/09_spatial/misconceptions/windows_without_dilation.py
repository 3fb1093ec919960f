# name = "windows-without-dilation"
# exercise = "pool_windows"
# believes = "windows of a pooling have no gaps"
# symptom = "right without dilation; with it, too many windows, of neighbours"
# caught_by = "pool_windows"
# asks = ["Over how many columns does a window of two reach that lie three apart?", "Which argument of yours is never used?"]
def pool_windows(combine, x, kernel_size, stride, dilation=(1, 1)):
    height, width = places(x.shape, kernel_size, stride)
    rows = reduce(combine, [tap(x, u, 0, (height, x.shape[-1]), (stride[0], 1)) for u in range(kernel_size[0])])
    return reduce(combine, [tap(rows, 0, v, (height, width), (1, stride[1])) for v in range(kernel_size[1])])
