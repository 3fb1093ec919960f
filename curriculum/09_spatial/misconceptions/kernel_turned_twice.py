# name = "kernel-turned-twice"
# exercise = "conv2d_input_gradient"
# believes = "the backward pass turns the kernel, so weights are taken in reverse"
# symptom = "right for symmetric kernels only"
# caught_by = "conv2d_input_gradient"
# asks = ["Which weight did a pixel meet when it lay under the kernel's corner?", "What has col2im turned already?"]
def conv2d_input_gradient(grad, x, weight, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    rows = grad.reshape(*grad.shape[:2], math.prod(grad.shape[2:]))
    turned = weight[:, :, ::-1, ::-1].reshape(len(weight), math.prod(weight.shape[1:]))
    return col2im(np.matmul(turned.T, rows), x.shape, weight.shape[2:], stride, padding, dilation)
