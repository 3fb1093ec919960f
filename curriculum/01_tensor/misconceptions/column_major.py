# name = "column-major"
# exercise = "contiguous_strides"
# believes = "the first axis lies side by side"
# symptom = "the strides grow from left to right"
# caught_by = "contiguous_strides"
# asks = ["In memory, which number comes right after the one at [0, 0]?", "Along which axis is that one step?"]
def contiguous_strides(shape):
    strides, step = [], 1
    for length in shape:
        strides.append(step)
        step *= length
    return tuple(strides)
