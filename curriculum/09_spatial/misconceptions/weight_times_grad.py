# name = "weight-times-grad"
# exercise = "conv2d_input_gradient"
# believes = "the gradient is the weight matrix times grad, as forward it was times the columns"
# symptom = "a product of shapes that do not fit"
# caught_by = "conv2d_input_gradient"
# asks = ["Forward, W was (out, C kh kw). Which shape must a matrix have that takes (out, places) to (C kh kw, places)?", "What was the rule for the right factor of a product?"]
def conv2d_input_gradient(grad, x, weight, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    rows = grad.reshape(*grad.shape[:2], math.prod(grad.shape[2:]))
    columns = np.matmul(weight.reshape(len(weight), math.prod(weight.shape[1:])), rows)
    return col2im(columns, x.shape, weight.shape[2:], stride, padding, dilation)
