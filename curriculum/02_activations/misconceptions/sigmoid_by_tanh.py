# name = "sigmoid-by-tanh"
# exercise = "sigmoid_forward"
# believes = "two formulas that are equal on paper lose the same digits"
# symptom = "large numbers are fine; σ(-20) is 0"
# caught_by = "sigmoid_forward"
# asks = ["What is 0.5 - 0.4999999979 with seven digits?", "What will the logarithm of your result be?"]
def sigmoid_forward(x):
    return np.tanh(x / 2) / 2 + 0.5
