# name = "keeps-the-padding"
# exercise = "col2im"
# believes = "the result has the shape that im2col worked on"
# symptom = "right without padding; with it, pictures are too large"
# caught_by = "col2im"
# asks = ["Which shape has the gradient of x?", "Whose is what arrived in the padding?"]
def col2im(columns, shape, kernel_size, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    size = places(shape, kernel_size, stride, padding, dilation)
    columns = columns.reshape(*shape[:2], *kernel_size, *size)
    x = pad_images(np.zeros(shape, columns.dtype), padding)
    for u, v in np.ndindex(*kernel_size):
        tap(x, u, v, size, stride, dilation)[...] += columns[:, :, u, v]
    return x
