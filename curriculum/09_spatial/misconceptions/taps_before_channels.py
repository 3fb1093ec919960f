# name = "taps-before-channels"
# exercise = "im2col"
# believes = "the order of the rows does not matter"
# symptom = "right for one channel; with more, the rows do not belong to the weights that meet them"
# caught_by = "im2col"
# asks = ["In which order does a kernel of shape (C, kh, kw) lie in memory?", "Which axis comes first when you make room?"]
def im2col(x, kernel_size, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    size = places(x.shape, kernel_size, stride, padding, dilation)
    columns = np.empty((len(x), *kernel_size, x.shape[1], *size), x.dtype)
    x = pad_images(x, padding)
    for u, v in np.ndindex(*kernel_size):
        columns[:, u, v] = tap(x, u, v, size, stride, dilation)
    return columns.reshape(len(x), math.prod(columns.shape[1:4]), math.prod(size))
