# name = "computes-both-branches"
# exercise = "sigmoid_forward"
# believes = "np.where computes only what it chooses"
# symptom = "the values are right, and there is an overflow all the same"
# caught_by = "sigmoid_forward"
# asks = ["What are the arguments of np.where when it is called?", "How could the exponent be kept from being positive before exp sees it?"]
def sigmoid_forward(x):
    return np.where(x >= 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))
