# name = "fans-swapped"
# exercise = "fans"
# believes = "the first length is the inputs"
# symptom = "right for square weights only"
# caught_by = "fans"
# asks = ["How many weights has one neuron, and where do they stand in the matrix?"]
def fans(shape):
    taps = math.prod(shape[2:])
    return shape[0] * taps, shape[1] * taps
