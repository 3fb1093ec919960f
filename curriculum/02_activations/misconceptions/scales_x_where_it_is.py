# name = "scales-x-where-it-is"
# exercise = "leaky_relu_forward"
# believes = "x is mine to change where it is negative"
# symptom = "the result is right, and the input has small negative numbers now"
# caught_by = "leaky_relu_forward"
# asks = ["Who else still holds x?", "Call it twice on one array. What comes the second time?"]
def leaky_relu_forward(x, negative_slope=0.01):
    x[x < 0] *= negative_slope
    return x
