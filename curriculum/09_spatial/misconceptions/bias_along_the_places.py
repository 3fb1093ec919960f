# name = "bias-along-the-places"
# exercise = "conv2d_forward"
# believes = "a bias of shape (out,) broadcasts to where it belongs"
# symptom = "an error of shapes, or, with as many places as kernels, a bias for each place"
# caught_by = "conv2d_forward"
# asks = ["From which end does NumPy align shapes?", "Which axis of the product counts the kernels?"]
def conv2d_forward(x, weight, bias=None, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    columns = im2col(x, weight.shape[2:], stride, padding, dilation)
    out = np.matmul(weight.reshape(len(weight), columns.shape[1]), columns)
    if bias is not None:
        out = out + np.resize(bias, out.shape[2])
    return out.reshape(*out.shape[:2], *places(x.shape, weight.shape[2:], stride, padding, dilation))
