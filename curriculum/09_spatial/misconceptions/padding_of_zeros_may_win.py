# name = "padding-of-zeros-may-win"
# exercise = "max_pool2d_gradient"
# believes = "padding is always zeros"
# symptom = "right for positive numbers; beside padding, numbers that equal 0 or a maximum of 0 go wrong, or nobody is found"
# caught_by = "max_pool2d_gradient"
# asks = ["What is the largest number of a window with -1 and padding?", "Which number can never win?"]
def max_pool2d_gradient(grad, out, x, kernel_size, stride, padding=(0, 0), dilation=(1, 1)):
    padded, free = pad_images(x, padding), np.ones(out.shape, bool)
    gradient = np.zeros(padded.shape, grad.dtype)
    for u, v in np.ndindex(*kernel_size):
        won = (tap(padded, u, v, out.shape[2:], stride, dilation) >= out) & free
        tap(gradient, u, v, out.shape[2:], stride, dilation)[...] += grad * won
        free &= ~won
    return (unpad(gradient, padding),)
