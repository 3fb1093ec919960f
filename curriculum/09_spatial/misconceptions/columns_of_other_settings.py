# name = "columns-of-other-settings"
# exercise = "conv2d_weight_gradient"
# believes = "backward needs no stride, padding or dilation"
# symptom = "right for plain convolutions only; else shapes do not fit"
# caught_by = "conv2d_weight_gradient"
# asks = ["Which columns did the forward pass multiply the weight with?", "With which settings were they made?"]
def conv2d_weight_gradient(grad, x, weight, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    columns = im2col(x, weight.shape[2:])
    rows = grad.reshape(*grad.shape[:2], math.prod(grad.shape[2:]))
    return np.matmul(rows, columns.swapaxes(1, 2)).sum(axis=0).reshape(weight.shape)
