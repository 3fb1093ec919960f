# name = "mean-over-the-batch"
# exercise = "conv2d_weight_gradient"
# believes = "a gradient is a mean over the pictures"
# symptom = "right for one picture; too small by the number of pictures otherwise"
# caught_by = "conv2d_weight_gradient"
# asks = ["Did each picture use a share of the weight, or all of it?", "Where does the mean of a loss come into the gradients?"]
def conv2d_weight_gradient(grad, x, weight, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    columns = im2col(x, weight.shape[2:], stride, padding, dilation)
    rows = grad.reshape(*grad.shape[:2], columns.shape[2])
    return np.matmul(rows, columns.swapaxes(1, 2)).mean(axis=0).reshape(weight.shape)
