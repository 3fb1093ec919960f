# name = "hides-the-warning"
# exercise = "sigmoid_forward"
# believes = "an overflow that nobody sees does no harm"
# symptom = "no warning any more, and the smallest probabilities are 0"
# caught_by = "sigmoid_forward"
# asks = ["What is 1 divided by infinity, and what should it be at x = -90?", "Is the warning the problem, or its message?"]
def sigmoid_forward(x):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))
