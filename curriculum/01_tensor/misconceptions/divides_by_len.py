# name = "divides-by-len"
# exercise = "mean_forward"
# believes = "len(x) is how many numbers there are"
# symptom = "right for axis 0 only"
# caught_by = "mean_forward"
# asks = ["What does len of a (2, 3) array count?", "Which axis disappears in your sum?"]
def mean_forward(x, axis=None, keepdims=False):
    return np.sum(x, axis=axis, keepdims=keepdims) / len(x)
