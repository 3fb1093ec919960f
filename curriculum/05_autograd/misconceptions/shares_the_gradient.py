# name = "shares-the-gradient"
# exercise = "sum_gradient"
# believes = "the entries share the gradient between them"
# symptom = "too small by the number of entries: the rule of the mean"
# caught_by = "sum_gradient"
# asks = ["If one entry grows by 1, by how much does the sum grow?"]
def sum_gradient(grad, out, x, axis=None, keepdims=False):
    if axis is not None and not keepdims:
        grad = np.expand_dims(grad, axis)
    return (np.broadcast_to(grad, x.shape) / (x.size // max(np.size(grad), 1)),)
