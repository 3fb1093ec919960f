# name = "numbers-are-bytes"
# exercise = "conv2d_cost"
# believes = "a number takes a byte"
# symptom = "both amounts of memory are a quarter of what they should be"
# caught_by = "conv2d_cost"
# asks = ["How many bytes does a float32 take?"]
def conv2d_cost(shape, weight_shape, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    columns = math.prod(places(shape, weight_shape[2:], stride, padding, dilation)) * shape[0]
    moved = math.prod(shape) + math.prod(weight_shape) + columns * weight_shape[0]
    return 2 * columns * math.prod(weight_shape), moved, columns * math.prod(weight_shape[1:])
