# name = "one-kernel-for-each-channel"
# exercise = "convolve_loops"
# believes = "kernel o looks at channel o"
# symptom = "right for one channel; with more, the others are not added, or do not exist"
# caught_by = "convolve_loops"
# asks = ["How many channels does one output number depend on?", "Which loop goes over the channels of x?"]
def convolve_loops(x, weight, bias=None, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    out = np.zeros((len(x), len(weight), *places(x.shape, weight.shape[2:], stride, padding, dilation)), x.dtype)
    x = pad_images(x, padding)
    for n, o, i, j in np.ndindex(*out.shape):
        c = o % x.shape[1]
        for u, v in np.ndindex(*weight.shape[2:]):
            out[n, o, i, j] += weight[o, c, u, v] * x[n, c, i * stride[0] + u * dilation[0], j * stride[1] + v * dilation[1]]
        if bias is not None:
            out[n, o, i, j] += bias[o]
    return out
