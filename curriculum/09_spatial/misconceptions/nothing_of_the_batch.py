# name = "nothing-of-the-batch"
# exercise = "conv2d_cost"
# believes = "FLOPs and bytes are those of one picture"
# symptom = "right for a batch of 1; nothing grows with the batch, not even the bytes of x"
# caught_by = "conv2d_cost"
# asks = ["How many bytes is x, of shape (2, 3, 8, 8)?", "What happens to each of the three numbers when the batch is twice as large?"]
def conv2d_cost(shape, weight_shape, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    columns = math.prod(places(shape, weight_shape[2:], stride, padding, dilation))
    moved = math.prod(shape[1:]) + math.prod(weight_shape) + columns * weight_shape[0]
    return 2 * columns * math.prod(weight_shape), 4 * moved, 4 * columns * math.prod(weight_shape[1:])
