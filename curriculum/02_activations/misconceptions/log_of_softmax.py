# name = "log-of-softmax"
# exercise = "log_softmax_forward"
# believes = "the logarithm of softmax is log of softmax"
# symptom = "minus infinity where the probability underflows"
# caught_by = "log_softmax_forward"
# asks = ["How small can a float32 be?", "Which probability does your code compute on the way to -210?"]
def log_softmax_forward(x, dim=-1):
    return np.log(softmax_forward(x, dim))
