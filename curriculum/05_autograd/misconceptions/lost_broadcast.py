# name = "lost-broadcast"
# exercise = "unbroadcast"
# believes = "one of the rows is the gradient"
# symptom = "the bias hears of the first example only"
# caught_by = "unbroadcast"
# asks = ["In how many rows was each number of the bias used?", "If it grows, through how many entries does L change?"]
def unbroadcast(grad, shape):
    extra = grad.ndim - len(shape)
    if extra < 0 or any(n != m and n != 1 for n, m in zip(shape, grad.shape[extra:])):
        raise ValueError(f"a gradient of shape {grad.shape} does not belong to a tensor of shape {shape}")
    picked = grad[(0,) * extra]
    return picked[tuple(slice(0, 1) if n == 1 else slice(None) for n in shape)]
