# name = "a-bias-for-each-product"
# exercise = "convolve_loops"
# believes = "the bias belongs to each product"
# symptom = "the bias counts as often as the kernel has entries"
# caught_by = "convolve_loops"
# asks = ["How often does b stand in the formula, and outside which sums?"]
def convolve_loops(x, weight, bias=None, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    out = np.zeros((len(x), len(weight), *places(x.shape, weight.shape[2:], stride, padding, dilation)), x.dtype)
    x = pad_images(x, padding)
    for n, o, i, j in np.ndindex(*out.shape):
        for c, u, v in np.ndindex(*weight.shape[1:]):
            out[n, o, i, j] += weight[o, c, u, v] * x[n, c, i * stride[0] + u * dilation[0], j * stride[1] + v * dilation[1]]
            if bias is not None:
                out[n, o, i, j] += bias[o]
    return out
