# name = "one-picture-only"
# exercise = "conv2d_cost"
# believes = "the cost of a layer is that of one picture"
# symptom = "right for a batch of 1; FLOPs and columns do not grow with the batch"
# caught_by = "conv2d_cost"
# asks = ["What happens to the FLOPs when the batch is twice as large?", "And to the bytes of the weight?"]
def conv2d_cost(shape, weight_shape, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    columns = math.prod(places(shape, weight_shape[2:], stride, padding, dilation))
    moved = math.prod(shape) + math.prod(weight_shape) + columns * weight_shape[0]
    return 2 * columns * math.prod(weight_shape), 4 * moved, 4 * columns * math.prod(weight_shape[1:])
