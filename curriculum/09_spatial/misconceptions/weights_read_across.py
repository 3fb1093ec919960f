# name = "weights-read-across"
# exercise = "conv2d_forward"
# believes = "reshape turns (out, C kh kw) as well as a transpose would"
# symptom = "right for one kernel; with more, kernels are mixed"
# caught_by = "conv2d_forward"
# asks = ["Which weights should stand in the first row?", "What does reshape do with the order of the numbers?"]
def conv2d_forward(x, weight, bias=None, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    columns = im2col(x, weight.shape[2:], stride, padding, dilation)
    out = np.matmul(weight.reshape(columns.shape[1], len(weight)).T, columns)
    if bias is not None:
        out += bias[:, np.newaxis]
    return out.reshape(*out.shape[:2], *places(x.shape, weight.shape[2:], stride, padding, dilation))
