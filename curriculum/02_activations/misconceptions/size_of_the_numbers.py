# name = "size-of-the-numbers"
# exercise = "signal_sizes"
# believes = "large numbers are a large signal"
# symptom = "a size that is not 0 for examples that are all alike"
# caught_by = "signal_sizes"
# asks = ["If all examples give the same result, what has the network told you about them?", "Over which axis do the examples differ?"]
def signal_sizes(x, weights, activation):
    sizes = []
    for weight in weights:
        x = activation(x @ weight)
        sizes.append(math.sqrt((x * x).mean().item()))
    return sizes
