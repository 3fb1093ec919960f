# name = "products-only"
# exercise = "conv2d_cost"
# believes = "a product and the addition after it are one operation"
# symptom = "FLOPs are half of what they should be"
# caught_by = "conv2d_cost"
# asks = ["How many additions belong to a sum of nine products, if the first is added to 0?", "What does a FLOP count here?"]
def conv2d_cost(shape, weight_shape, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    columns = math.prod(places(shape, weight_shape[2:], stride, padding, dilation)) * shape[0]
    moved = math.prod(shape) + math.prod(weight_shape) + columns * weight_shape[0]
    return columns * math.prod(weight_shape), 4 * moved, 4 * columns * math.prod(weight_shape[1:])
