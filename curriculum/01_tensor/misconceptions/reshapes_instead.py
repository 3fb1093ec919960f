# name = "reshapes-instead"
# exercise = "transpose_forward"
# believes = "a transpose is a reshape to the swapped shape"
# symptom = "the shape is right, the numbers are in the old order"
# caught_by = "transpose_forward"
# asks = ["Which number should stand at [0, 1] of the result?", "Does reshape ever change the order of the numbers?"]
def transpose_forward(x, dim0, dim1):
    shape = list(x.shape)
    shape[dim0], shape[dim1] = shape[dim1], shape[dim0]
    return x.reshape(shape)
