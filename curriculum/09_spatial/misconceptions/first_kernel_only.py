# name = "first-kernel-only"
# exercise = "conv2d_input_gradient"
# believes = "a pixel was met by one kernel"
# symptom = "right for one kernel; with more, the others are missing"
# caught_by = "conv2d_input_gradient"
# asks = ["How many kernels looked at each pixel?", "Over which axis should the product sum?"]
def conv2d_input_gradient(grad, x, weight, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    rows = grad[:, :1].reshape(len(grad), 1, math.prod(grad.shape[2:]))
    columns = np.matmul(weight[:1].reshape(1, math.prod(weight.shape[1:])).T, rows)
    return col2im(columns, x.shape, weight.shape[2:], stride, padding, dilation)
