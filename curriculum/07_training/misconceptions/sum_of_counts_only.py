# name = "sum-of-counts-only"
# exercise = "weighted_mean"
# believes = "the values are sums already"
# symptom = "too small by the size of the batches"
# caught_by = "weighted_mean"
# asks = ["Is values[i] a sum or a mean?"]
def weighted_mean(values, counts):
    return float(sum(values) / sum(counts))
