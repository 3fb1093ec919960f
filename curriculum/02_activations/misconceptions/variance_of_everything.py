# name = "variance-of-everything"
# exercise = "signal_sizes"
# believes = "the variance over all numbers is the signal"
# symptom = "examples that are all alike seem to carry a signal, because their features differ"
# caught_by = "signal_sizes"
# asks = ["Two examples (5, -7) and (5, -7): do they differ?", "Along which axis lies the batch?"]
def signal_sizes(x, weights, activation):
    sizes = []
    for weight in weights:
        x = activation(x @ weight)
        sizes.append(math.sqrt(x.var().item()))
    return sizes
