# name = "columns-without-padding"
# exercise = "im2col"
# believes = "the size knows of the padding, so x need not be padded"
# symptom = "right without padding; with it, slabs are too small, or NumPy repeats them without a word"
# caught_by = "im2col"
# asks = ["Where does the first place begin when there is padding?", "Which array does `tap` look into?"]
def im2col(x, kernel_size, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    size = places(x.shape, kernel_size, stride, padding, dilation)
    columns = np.zeros((*x.shape[:2], *kernel_size, *size), x.dtype)
    for u, v in np.ndindex(*kernel_size):
        slab = tap(x, u, v, size, stride, dilation)
        columns[:, :, u, v, :slab.shape[2], :slab.shape[3]] = slab
    return columns.reshape(len(x), math.prod(columns.shape[1:4]), math.prod(size))
