# name = "the-last-of-equals"
# exercise = "max_pool2d_gradient"
# believes = "which of equal numbers wins does not matter"
# symptom = "right while no two numbers of a window are equal; else the gradient goes to another pixel than in PyTorch"
# caught_by = "max_pool2d_gradient"
# asks = ["In which order do you look at the taps?", "Which of two equal numbers is read first?"]
def max_pool2d_gradient(grad, out, x, kernel_size, stride, padding=(0, 0), dilation=(1, 1)):
    padded, free = pad_images(x, padding, -np.inf), np.ones(out.shape, bool)
    gradient = np.zeros(padded.shape, grad.dtype)
    for u, v in reversed(list(np.ndindex(*kernel_size))):
        won = (tap(padded, u, v, out.shape[2:], stride, dilation) == out) & free
        tap(gradient, u, v, out.shape[2:], stride, dilation)[...] += grad * won
        free &= ~won
    return (unpad(gradient, padding),)
