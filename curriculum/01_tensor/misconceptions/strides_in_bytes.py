# name = "strides-in-bytes"
# exercise = "contiguous_strides"
# believes = "strides are counted in bytes"
# symptom = "every stride is four times too large"
# caught_by = "contiguous_strides"
# asks = ["The function is not told a dtype. Can it know about bytes?"]
def contiguous_strides(shape):
    return tuple(4 * math.prod(shape[axis + 1:]) for axis in range(len(shape)))
