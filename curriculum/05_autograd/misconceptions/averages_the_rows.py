# name = "averages-the-rows"
# exercise = "unbroadcast"
# believes = "the gradient is the mean over the batch"
# symptom = "too small by the number of repetitions"
# caught_by = "unbroadcast"
# asks = ["Does each row contribute its whole share, or a part of it?", "Who divides by the batch, if anybody does?"]
def unbroadcast(grad, shape):
    extra = grad.ndim - len(shape)
    if extra < 0 or any(n != m and n != 1 for n, m in zip(shape, grad.shape[extra:])):
        raise ValueError(f"a gradient of shape {grad.shape} does not belong to a tensor of shape {shape}")
    stretched = [extra + place for place, n in enumerate(shape) if n == 1]
    if not extra and not stretched:
        return grad
    return grad.mean(axis=(*range(extra), *stretched)).reshape(shape)
