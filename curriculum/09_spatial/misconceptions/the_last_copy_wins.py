# name = "the-last-copy-wins"
# exercise = "col2im"
# believes = "putting the columns back is an assignment"
# symptom = "pixels that several places met receive one gradient only"
# caught_by = "col2im"
# asks = ["How often was a pixel in the middle copied?", "What becomes of gradients of a number that was used several times?"]
def col2im(columns, shape, kernel_size, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    size = places(shape, kernel_size, stride, padding, dilation)
    columns = columns.reshape(*shape[:2], *kernel_size, *size)
    x = pad_images(np.zeros(shape, columns.dtype), padding)
    for u, v in np.ndindex(*kernel_size):
        tap(x, u, v, size, stride, dilation)[...] = columns[:, :, u, v]
    return unpad(x, padding)
