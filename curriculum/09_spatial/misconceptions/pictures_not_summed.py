# name = "pictures-not-summed"
# exercise = "conv2d_weight_gradient"
# believes = "the product is the gradient already"
# symptom = "right for one picture; for more, the result cannot be reshaped to the shape of the weight"
# caught_by = "conv2d_weight_gradient"
# asks = ["What is the shape of a stack of products, one for each picture?", "Each picture used the same weight: what becomes of their shares?"]
def conv2d_weight_gradient(grad, x, weight, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    columns = im2col(x, weight.shape[2:], stride, padding, dilation)
    rows = grad.reshape(*grad.shape[:2], columns.shape[2])
    return np.matmul(rows, columns.swapaxes(1, 2)).reshape(weight.shape)
