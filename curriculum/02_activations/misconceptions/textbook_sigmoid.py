# name = "textbook-sigmoid"
# exercise = "sigmoid_forward"
# believes = "a formula that is right on paper is right"
# symptom = "overflow in exp for large negative numbers"
# caught_by = "sigmoid_forward"
# asks = ["What is the largest number that exp can take in float32?", "For which sign of x is the exponent of your formula positive?"]
def sigmoid_forward(x):
    return 1 / (1 + np.exp(-x))
