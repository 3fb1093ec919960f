# name = "aligned-at-the-left"
# exercise = "unbroadcast"
# believes = "the first axes belong to the input"
# symptom = "a bias receives sums over its own entries"
# caught_by = "unbroadcast"
# asks = ["Which axis of the batch is as long as the bias?", "From which end are shapes aligned?"]
def unbroadcast(grad, shape):
    extra = grad.ndim - len(shape)
    if extra < 0 or any(n != m and n != 1 for n, m in zip(shape, grad.shape[extra:])):
        raise ValueError(f"a gradient of shape {grad.shape} does not belong to a tensor of shape {shape}")
    while grad.ndim > len(shape):
        grad = grad.sum(axis=-1)
    for place, n in enumerate(shape):
        if n == 1:
            grad = grad.sum(axis=place, keepdims=True)
    return grad
