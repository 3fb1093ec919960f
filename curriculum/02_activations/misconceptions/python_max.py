# name = "python-max"
# exercise = "relu_forward"
# believes = "Python's max works number by number"
# symptom = "an error about the truth value of an array with more than one element"
# caught_by = "relu_forward"
# asks = ["How does max decide which of two arrays is larger?", "Which NumPy function takes the larger of two things, number by number?"]
def relu_forward(x):
    return max(x, 0)
