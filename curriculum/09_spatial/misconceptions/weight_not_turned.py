# name = "weight-not-turned"
# exercise = "conv2d_input_gradient"
# believes = "the gradient goes through the weight as x did"
# symptom = "an error of shapes, or, where they happen to fit, numbers of other taps"
# caught_by = "conv2d_input_gradient"
# asks = ["Forward, W made (out, places) from (C kh kw, places). Which product goes the other way?", "Which shape must the columns' gradient have?"]
def conv2d_input_gradient(grad, x, weight, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    rows = grad.reshape(*grad.shape[:2], math.prod(grad.shape[2:]))
    columns = np.matmul(weight.reshape(math.prod(weight.shape[1:]), len(weight)), rows)
    return col2im(columns, x.shape, weight.shape[2:], stride, padding, dilation)
