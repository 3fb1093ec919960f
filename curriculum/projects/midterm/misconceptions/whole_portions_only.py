# name = "whole-portions-only"
# exercise = "predict"
# believes = "the number of portions is the length divided by their size"
# symptom = "the last pictures get no answer"
# caught_by = "predict"
# asks = ["How many rows are left when 7 are asked 3 at a time?"]
def predict(network, x, size=250):
    with evaluation(network):
        scores = [network(Tensor(x[n * size:(n + 1) * size])).numpy() for n in range(len(x) // size)]
    return np.concatenate(scores).argmax(axis=1)
