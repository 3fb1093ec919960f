# name = "folds-an-axis"
# exercise = "relu_forward"
# believes = "np.max compares two arrays number by number"
# symptom = "one number comes back, or an error about the axis"
# caught_by = "relu_forward"
# asks = ["What is the second argument of np.max?", "Which NumPy function takes the larger of two, and which the largest of many?"]
def relu_forward(x):
    return np.max(x, 0)
