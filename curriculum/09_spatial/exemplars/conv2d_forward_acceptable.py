# exercise = "conv2d_forward"
# level = "acceptable"
# mark = 5
# checks = "check-conv2d_forward passed, hidden-conv2d_forward failed"
# reason = "Every number is right, and the formula can be read off the code. But it multiplies patch by patch, in four loops: as slow as the definition, in the function whose whole point is speed. It fails the hidden check that counts calls, so the mark is at most 6."
def conv2d_forward(x, weight, bias=None, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    height, width = places(x.shape, weight.shape[2:], stride, padding, dilation)
    columns = im2col(x, weight.shape[2:], stride, padding, dilation)
    out = np.zeros((len(x), len(weight), height, width), x.dtype)
    for n in range(len(x)):
        for o in range(len(weight)):
            for i in range(height):
                for j in range(width):
                    out[n, o, i, j] = np.sum(weight[o].ravel() * columns[n, :, i * width + j])
                    if bias is not None:
                        out[n, o, i, j] += bias[o]
    return out
