# name = "stride-and-dilation-swapped"
# exercise = "convolve_loops"
# believes = "the stride spreads the kernel, the dilation moves it"
# symptom = "right while both are 1; an index out of bounds or wrong numbers otherwise"
# caught_by = "convolve_loops"
# asks = ["Which of the two is how far the kernel moves?", "What do i and j count, what do u and v count?"]
def convolve_loops(x, weight, bias=None, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    out = np.zeros((len(x), len(weight), *places(x.shape, weight.shape[2:], stride, padding, dilation)), x.dtype)
    x = pad_images(x, padding)
    for n, o, i, j in np.ndindex(*out.shape):
        for c, u, v in np.ndindex(*weight.shape[1:]):
            out[n, o, i, j] += weight[o, c, u, v] * x[n, c, i * dilation[0] + u * stride[0], j * dilation[1] + v * stride[1]]
        if bias is not None:
            out[n, o, i, j] += bias[o]
    return out
