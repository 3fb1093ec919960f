# name = "new-axes-only"
# exercise = "unbroadcast"
# believes = "broadcasting adds axes"
# symptom = "a column of shape (2, 1) receives (2, 3)"
# caught_by = "unbroadcast"
# asks = ["What happened to the length 1 when it was broadcast?"]
def unbroadcast(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    if any(n != m and n != 1 for n, m in zip(shape, grad.shape)) or grad.ndim < len(shape):
        raise ValueError(f"a gradient of shape {grad.shape} does not belong to a tensor of shape {shape}")
    return grad
