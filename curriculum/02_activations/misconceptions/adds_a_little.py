# name = "adds-a-little"
# exercise = "log_softmax_forward"
# believes = "a tiny number under the logarithm repairs it"
# symptom = "no infinity any more, but -210 comes out as about -23"
# caught_by = "log_softmax_forward"
# asks = ["What is the logarithm of the number that you add?", "What does your result say about -200 and -300?"]
def log_softmax_forward(x, dim=-1):
    return np.log(softmax_forward(x, dim) + 1e-10)
