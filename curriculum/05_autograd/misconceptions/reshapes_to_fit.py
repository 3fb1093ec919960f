# name = "reshapes-to-fit"
# exercise = "unbroadcast"
# believes = "a shape that fits is all that is asked for"
# symptom = "wrong numbers where the sizes agree, an error elsewhere, and never the sum"
# caught_by = "unbroadcast"
# asks = ["Which numbers went into the first entry of your result?", "Why may a wrong rule not pass here silently?"]
def unbroadcast(grad, shape):
    if math.prod(shape) == grad.size:
        return grad.reshape(shape)
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    for place, n in enumerate(shape):
        if n == 1:
            grad = grad.sum(axis=place, keepdims=True)
    return grad
