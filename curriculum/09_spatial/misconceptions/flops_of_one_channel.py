# name = "flops-of-one-channel"
# exercise = "conv2d_cost"
# believes = "a kernel has kh times kw entries"
# symptom = "right for one channel; with more, too small by their number"
# caught_by = "conv2d_cost"
# asks = ["How many weights does one output number take?", "What is the shape of one kernel?"]
def conv2d_cost(shape, weight_shape, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    columns = math.prod(places(shape, weight_shape[2:], stride, padding, dilation)) * shape[0]
    entries = math.prod(weight_shape[2:])
    moved = math.prod(shape) + math.prod(weight_shape) + columns * weight_shape[0]
    return 2 * columns * weight_shape[0] * entries, 4 * moved, 4 * columns * entries
