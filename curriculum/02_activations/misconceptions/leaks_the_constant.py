# name = "leaks-the-constant"
# exercise = "leaky_relu_forward"
# believes = "below 0 the value is the slope"
# symptom = "all negative numbers give the same result"
# caught_by = "leaky_relu_forward"
# asks = ["What should -2 and -4 give for slope 0.5?", "Is that number a slope or a height?"]
def leaky_relu_forward(x, negative_slope=0.01):
    return np.where(x > 0, x, negative_slope).astype(x.dtype)
