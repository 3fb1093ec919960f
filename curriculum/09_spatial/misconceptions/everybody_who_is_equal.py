# name = "everybody-who-is-equal"
# exercise = "max_pool2d_gradient"
# believes = "whoever equals the maximum receives the gradient"
# symptom = "right while no two numbers of a window are equal; else the gradient is handed out several times"
# caught_by = "max_pool2d_gradient"
# asks = ["If two of four numbers are the largest, how often may the gradient be handed out?", "Who is the first?"]
def max_pool2d_gradient(grad, out, x, kernel_size, stride, padding=(0, 0), dilation=(1, 1)):
    padded = pad_images(x, padding, -np.inf)
    gradient = np.zeros(padded.shape, grad.dtype)
    for u, v in np.ndindex(*kernel_size):
        won = tap(padded, u, v, out.shape[2:], stride, dilation) == out
        tap(gradient, u, v, out.shape[2:], stride, dilation)[...] += grad * won
    return (unpad(gradient, padding),)
