# name = "height-is-width"
# exercise = "conv2d_forward"
# believes = "results are square"
# symptom = "right for square results; otherwise the shape cannot be made, or rows and columns are mixed"
# caught_by = "conv2d_forward"
# asks = ["How many rows of places are there, and how many columns?", "Which function knows both?"]
def conv2d_forward(x, weight, bias=None, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    columns = im2col(x, weight.shape[2:], stride, padding, dilation)
    out = np.matmul(weight.reshape(len(weight), columns.shape[1]), columns)
    if bias is not None:
        out += bias[:, np.newaxis]
    side = math.isqrt(columns.shape[2])
    return out.reshape(*out.shape[:2], side, side)
