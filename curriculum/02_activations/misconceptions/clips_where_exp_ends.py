# name = "clips-where-exp-ends"
# exercise = "sigmoid_forward"
# believes = "beyond the largest exponent of float32 nothing is left to tell apart"
# symptom = "no overflow; from -88 on all probabilities are alike"
# caught_by = "sigmoid_forward"
# asks = ["What is σ(-90), and what does your version make of it?", "Is there a form whose exponent is never positive, so that nothing has to be clipped?"]
def sigmoid_forward(x):
    return 1 / (1 + np.exp(-np.clip(x, -88, 88)))
