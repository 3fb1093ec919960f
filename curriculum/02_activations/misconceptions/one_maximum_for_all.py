# name = "one-maximum-for-all"
# exercise = "softmax_forward"
# believes = "any large constant will do, so one maximum serves all rows"
# symptom = "a row that lies far below the others becomes 0 divided by 0"
# caught_by = "softmax_forward"
# asks = ["What is exp(-2000)?", "Which constant suits a row of -1000s, and which a row of 1000s?"]
def softmax_forward(x, dim=-1):
    powers = np.exp(x - np.max(x))
    return powers / np.sum(powers, axis=dim, keepdims=True)
