# name = "columns-in-float64"
# exercise = "im2col"
# believes = "np.empty makes the right dtype by itself"
# symptom = "the numbers are right and take twice the bytes; the product becomes float64"
# caught_by = "im2col"
# asks = ["Which dtype has an array that np.empty makes?", "What would that do to every convolution after it?"]
def im2col(x, kernel_size, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    size = places(x.shape, kernel_size, stride, padding, dilation)
    columns = np.empty((*x.shape[:2], *kernel_size, *size))
    x = pad_images(x, padding)
    for u, v in np.ndindex(*kernel_size):
        columns[:, :, u, v] = tap(x, u, v, size, stride, dilation)
    return columns.reshape(len(x), math.prod(columns.shape[1:4]), math.prod(size))
