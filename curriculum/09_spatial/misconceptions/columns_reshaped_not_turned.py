# name = "columns-reshaped-not-turned"
# exercise = "conv2d_weight_gradient"
# believes = "reshape turns a matrix"
# symptom = "the shape is right, the numbers are of other taps"
# caught_by = "conv2d_weight_gradient"
# asks = ["Which numbers stand in a row of the turned columns?", "What moves in reshape, and what in swapaxes?"]
def conv2d_weight_gradient(grad, x, weight, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    columns = im2col(x, weight.shape[2:], stride, padding, dilation)
    rows = grad.reshape(*grad.shape[:2], columns.shape[2])
    turned = columns.reshape(len(x), columns.shape[2], columns.shape[1])
    return np.matmul(rows, turned).sum(axis=0).reshape(weight.shape)
