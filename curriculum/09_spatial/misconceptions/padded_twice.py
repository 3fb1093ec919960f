# name = "padded-twice"
# exercise = "convolve_loops"
# believes = "the places are counted on the picture that has been padded"
# symptom = "an index out of bounds as soon as there is padding: there are places that hang over"
# caught_by = "convolve_loops"
# asks = ["How large is x when you count the places, and who adds the padding to it?", "Which of your lines must come first?"]
def convolve_loops(x, weight, bias=None, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    x = pad_images(x, padding)
    out = np.zeros((len(x), len(weight), *places(x.shape, weight.shape[2:], stride, padding, dilation)), x.dtype)
    for n, o, i, j in np.ndindex(*out.shape):
        for c, u, v in np.ndindex(*weight.shape[1:]):
            out[n, o, i, j] += weight[o, c, u, v] * x[n, c, i * stride[0] + u * dilation[0], j * stride[1] + v * dilation[1]]
        if bias is not None:
            out[n, o, i, j] += bias[o]
    return out
