# exercise = "conv2d_forward"
# level = "excellent"
# mark = 10
# checks = "check-conv2d_forward passed, hidden-conv2d_forward passed"
# reason = "One matrix product for a stack of pictures; the weight's matrix is a view; the bias is added in place, to an array that is new. Uses `im2col` and `places` instead of computing sizes again. Shapes at the end of the lines that change them, and the comments say why."
def conv2d_forward(x, weight, bias=None, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    """The convolution as W times columns, one product for each picture of the stack."""
    window = stride, padding, dilation
    columns = im2col(x, weight.shape[2:], *window)                       # (N, C * kh * kw, places)
    kernels = weight.reshape(len(weight), columns.shape[1])              # (out, C * kh * kw), a view
    out = np.matmul(kernels, columns)                                    # (N, out, places)
    if bias is not None:
        out += bias[:, np.newaxis]                                       # in place: `out` is ours alone
    return out.reshape(*out.shape[:2], *places(x.shape, weight.shape[2:], *window))
