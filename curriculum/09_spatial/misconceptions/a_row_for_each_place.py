# name = "a-row-for-each-place"
# exercise = "im2col"
# believes = "each place is a row"
# symptom = "the numbers are there, but rows and columns have changed places"
# caught_by = "im2col"
# asks = ["What is one column of the matrix, by the formula?", "Which axis of the weights does the product sum over?"]
def im2col(x, kernel_size, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    size = places(x.shape, kernel_size, stride, padding, dilation)
    columns = np.empty((*x.shape[:2], *kernel_size, *size), x.dtype)
    x = pad_images(x, padding)
    for u, v in np.ndindex(*kernel_size):
        columns[:, :, u, v] = tap(x, u, v, size, stride, dilation)
    return columns.reshape(len(x), math.prod(columns.shape[1:4]), math.prod(size)).swapaxes(1, 2)
