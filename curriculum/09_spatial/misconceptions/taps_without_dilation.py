# name = "taps-without-dilation"
# exercise = "pool_windows"
# believes = "the dilation is done with once the places are counted"
# symptom = "the right number of windows; with dilation, the neighbours of each corner are joined"
# caught_by = "pool_windows"
# asks = ["Which numbers lie in the first window, for dilation (2, 3)?", "Who tells `tap` about the dilation?"]
def pool_windows(combine, x, kernel_size, stride, dilation=(1, 1)):
    height, width = places(x.shape, kernel_size, stride, (0, 0), dilation)
    rows = reduce(combine, [tap(x, u, 0, (height, x.shape[-1]), (stride[0], 1)) for u in range(kernel_size[0])])
    return reduce(combine, [tap(rows, 0, v, (height, width), (1, stride[1])) for v in range(kernel_size[1])])
