# name = "fixed-leak"
# exercise = "leaky_relu_forward"
# believes = "the slope is 0.01"
# symptom = "right by default, whatever slope was asked for"
# caught_by = "leaky_relu_forward"
# asks = ["Where does your line use negative_slope?"]
def leaky_relu_forward(x, negative_slope=0.01):
    return np.where(x > 0, x, 0.01 * x)
