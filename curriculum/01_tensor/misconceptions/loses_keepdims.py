# name = "loses-keepdims"
# exercise = "mean_forward"
# believes = "keepdims is about looks"
# symptom = "the 1 is missing from the shape, so the mean does not broadcast against the rows"
# caught_by = "mean_forward"
# asks = ["Which shape does (2, 3) - (2,) have?", "Where does your code use keepdims?"]
def mean_forward(x, axis=None, keepdims=False):
    total = np.sum(x, axis=axis)
    return total / (x.size // max(total.size, 1))
