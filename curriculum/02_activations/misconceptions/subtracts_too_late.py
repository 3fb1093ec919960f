# name = "subtracts-too-late"
# exercise = "log_softmax_forward"
# believes = "the order of subtractions does not matter"
# symptom = "right for small scores; for scores around 1000 the fourth digit is wrong"
# caught_by = "log_softmax_forward"
# asks = ["How many digits of 1000.6931 does float32 keep?", "Do the log-probabilities of [1000, 1000] and [0, 0] differ?"]
def log_softmax_forward(x, dim=-1):
    return x - logsumexp_forward(x, dim, keepdim=True)
