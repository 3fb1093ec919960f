# name = "winners-overwritten"
# exercise = "max_pool2d_gradient"
# believes = "a number wins one window at most"
# symptom = "right for windows that do not overlap; else earlier gradients are lost"
# caught_by = "max_pool2d_gradient"
# asks = ["In how many windows of stride 1 does a number lie?", "What happens to the first of two gradients in your line?"]
def max_pool2d_gradient(grad, out, x, kernel_size, stride, padding=(0, 0), dilation=(1, 1)):
    padded, free = pad_images(x, padding, -np.inf), np.ones(out.shape, bool)
    gradient = np.zeros(padded.shape, grad.dtype)
    for u, v in np.ndindex(*kernel_size):
        won = (tap(padded, u, v, out.shape[2:], stride, dilation) == out) & free
        np.copyto(tap(gradient, u, v, out.shape[2:], stride, dilation), grad, where=won)
        free &= ~won
    return (unpad(gradient, padding),)
