# name = "first-picture-only"
# exercise = "conv2d_weight_gradient"
# believes = "matmul adds up over the stack"
# symptom = "right for one picture; the others are lost"
# caught_by = "conv2d_weight_gradient"
# asks = ["Which shape does a stack of products have?", "Which axis has to go?"]
def conv2d_weight_gradient(grad, x, weight, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    columns = im2col(x, weight.shape[2:], stride, padding, dilation)
    rows = grad.reshape(*grad.shape[:2], columns.shape[2])
    return np.matmul(rows, columns.swapaxes(1, 2))[0].reshape(weight.shape)
