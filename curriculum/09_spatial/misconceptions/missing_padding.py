# name = "missing-padding"
# exercise = "convolve_loops"
# believes = "padding changes the size of the result only"
# symptom = "without padding all is right; with it, an index out of bounds, or numbers from the wrong places"
# caught_by = "convolve_loops"
# asks = ["Where in the padded picture does the first place begin?", "What does a kernel at the edge meet outside the picture?"]
def convolve_loops(x, weight, bias=None, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    out = np.zeros((len(x), len(weight), *places(x.shape, weight.shape[2:], stride, padding, dilation)), x.dtype)
    for n, o, i, j in np.ndindex(*out.shape):
        for c, u, v in np.ndindex(*weight.shape[1:]):
            out[n, o, i, j] += weight[o, c, u, v] * x[n, c, i * stride[0] + u * dilation[0], j * stride[1] + v * dilation[1]]
        if bias is not None:
            out[n, o, i, j] += bias[o]
    return out
