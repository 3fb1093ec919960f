# name = "taps-as-last-axes"
# exercise = "col2im"
# believes = "columns hold places first and taps last"
# symptom = "the shape is right, the numbers land on other pixels"
# caught_by = "col2im"
# asks = ["Row (c, u, v), column (i, j): in which order do the axes follow each other?", "How did im2col make room?"]
def col2im(columns, shape, kernel_size, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    size = places(shape, kernel_size, stride, padding, dilation)
    columns = columns.reshape(*shape[:2], *size, *kernel_size)
    x = pad_images(np.zeros(shape, columns.dtype), padding)
    for u, v in np.ndindex(*kernel_size):
        tap(x, u, v, size, stride, dilation)[...] += columns[..., u, v]
    return unpad(x, padding)
