# name = "other-textbook-sigmoid"
# exercise = "sigmoid_forward"
# believes = "the form with exp(x) on both sides avoids the trouble"
# symptom = "nan for large positive numbers"
# caught_by = "sigmoid_forward"
# asks = ["What is infinity divided by infinity?", "For which sign of x is your form the safe one?"]
def sigmoid_forward(x):
    return np.exp(x) / (1 + np.exp(x))
