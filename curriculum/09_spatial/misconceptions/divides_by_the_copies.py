# name = "divides-by-the-copies"
# exercise = "col2im"
# believes = "a pixel receives the mean of its copies"
# symptom = "numbers at the edges are right, those in the middle too small"
# caught_by = "col2im"
# asks = ["What is repeated forward is ... backward?"]
def col2im(columns, shape, kernel_size, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    size = places(shape, kernel_size, stride, padding, dilation)
    columns = columns.reshape(*shape[:2], *kernel_size, *size)
    x = pad_images(np.zeros(shape, columns.dtype), padding)
    copies = np.zeros_like(x)
    for u, v in np.ndindex(*kernel_size):
        tap(x, u, v, size, stride, dilation)[...] += columns[:, :, u, v]
        tap(copies, u, v, size, stride, dilation)[...] += 1
    return unpad(x / np.maximum(copies, 1), padding)
