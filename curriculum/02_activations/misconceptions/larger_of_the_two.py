# name = "larger-of-the-two"
# exercise = "leaky_relu_forward"
# believes = "the leaky line lies below the other one, so the larger of the two is right"
# symptom = "right for slopes below 1, wrong above"
# caught_by = "leaky_relu_forward"
# asks = ["For slope 2 and x = -1: which of the two is larger, and which do you want?", "What decides, the results or the sign of x?"]
def leaky_relu_forward(x, negative_slope=0.01):
    return np.maximum(x, negative_slope * x)
