# name = "absolute-value"
# exercise = "relu_forward"
# believes = "rectifying means dropping the sign"
# symptom = "negative numbers come back positive"
# caught_by = "relu_forward"
# asks = ["What should become of -2?"]
def relu_forward(x):
    return np.abs(x)
