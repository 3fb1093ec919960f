# name = "adds-still-less"
# exercise = "log_softmax_forward"
# believes = "a tiny number under the logarithm repairs it, if it is tiny enough"
# symptom = "no infinity any more, but -210 comes out as about -28"
# caught_by = "log_softmax_forward"
# asks = ["What is the logarithm of 1e-12?", "What does your result say about -200 and -300?"]
def log_softmax_forward(x, dim=-1):
    return np.log(softmax_forward(x, dim) + 1e-12)
