# name = "keeps-only-the-last-product"
# exercise = "weighted_sum"
# believes = "assigning in a loop collects the values"
# symptom = "the result is the last product alone"
# caught_by = "weighted_sum"
# asks = ["Write down `total` after each turn of the loop. Where did the first product go?"]
def weighted_sum(inputs, weights):
    total = 0
    for x, w in zip(inputs, weights, strict=True):
        total = x * w
    return total
