# name = "strides-twice-across"
# exercise = "pool_windows"
# believes = "both passes move by the whole stride"
# symptom = "right for stride 1; else too few columns are left, or wrong ones"
# caught_by = "pool_windows"
# asks = ["What is the shape of the result after the first pass?", "Which axis should the first pass make shorter?"]
def pool_windows(combine, x, kernel_size, stride, dilation=(1, 1)):
    height, width = places(x.shape, kernel_size, stride, (0, 0), dilation)
    rows = reduce(combine, [tap(x, u, 0, (height, x.shape[-1]), stride, dilation) for u in range(kernel_size[0])])
    return reduce(combine, [tap(rows, 0, v, (height, width), (1, 1), dilation) for v in range(kernel_size[1])])
