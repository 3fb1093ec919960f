# exercise = "conv2d_forward"
# level = "good"
# mark = 8
# checks = "check-conv2d_forward passed, hidden-conv2d_forward passed"
# reason = "Right for all settings and fast enough: one product for each picture. Plainer: a Python loop over pictures, a list and a stack, so every result is copied once more, and the bias makes another array. No word on shapes."
def conv2d_forward(x, weight, bias=None, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    """Do the convolution."""
    columns = im2col(x, weight.shape[2:], stride, padding, dilation)
    height, width = places(x.shape, weight.shape[2:], stride, padding, dilation)
    matrix = weight.reshape(weight.shape[0], -1)
    results = []
    for n in range(x.shape[0]):
        result = matrix @ columns[n]
        if bias is not None:
            result = result + bias.reshape(-1, 1)
        results.append(result.reshape(weight.shape[0], height, width))
    return np.stack(results)
