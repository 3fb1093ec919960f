# name = "variance-is-the-size"
# exercise = "signal_sizes"
# believes = "a variance has the size of the numbers"
# symptom = "every size is the square of what it should be"
# caught_by = "signal_sizes"
# asks = ["When all numbers are doubled, by what factor does the signal grow, and by what factor its variance?"]
def signal_sizes(x, weights, activation):
    sizes = []
    for weight in weights:
        x = activation(x @ weight)
        sizes.append(x.var(axis=0).mean().item())
    return sizes
