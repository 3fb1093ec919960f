# name = "gradient-without-tuple"
# exercise = "sum_gradient"
# believes = "with one input there is no need for a tuple"
# symptom = "the caller takes the first row for the gradient of the first input"
# caught_by = "sum_gradient"
# asks = ["What does `[0]` of your result give?", "How does the engine pair gradients with inputs?"]
def sum_gradient(grad, out, x, axis=None, keepdims=False):
    if axis is not None and not keepdims:
        grad = np.expand_dims(grad, axis)
    return np.broadcast_to(grad, x.shape)
