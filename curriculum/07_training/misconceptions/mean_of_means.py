# name = "mean-of-means"
# exercise = "weighted_mean"
# believes = "the mean of the batches' means is the mean of the examples"
# symptom = "right while all batches are equally large"
# caught_by = "weighted_mean"
# asks = ["How many examples stand behind each number?"]
def weighted_mean(values, counts):
    return float(sum(values) / len(values))
