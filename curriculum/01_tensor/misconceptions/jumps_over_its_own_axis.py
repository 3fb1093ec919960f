# name = "jumps-over-its-own-axis"
# exercise = "contiguous_strides"
# believes = "a stride is the product of the lengths from its own axis on"
# symptom = "every stride is too large by the length of its own axis"
# caught_by = "contiguous_strides"
# asks = ["How far is it from [0, 0] to [0, 1]?", "Does one step along an axis jump over that whole axis?"]
def contiguous_strides(shape):
    return tuple(math.prod(shape[axis:]) for axis in range(len(shape)))
