# name = "kept-axis-put-back"
# exercise = "sum_gradient"
# believes = "a named axis is always gone"
# symptom = "right without keepdims; with it there is an axis too many"
# caught_by = "sum_gradient"
# asks = ["Which shape does x.sum(axis=1, keepdims=True) have?", "What is left to put back?"]
def sum_gradient(grad, out, x, axis=None, keepdims=False):
    if axis is not None:
        grad = np.expand_dims(grad, axis)
    return (np.broadcast_to(grad, x.shape),)
