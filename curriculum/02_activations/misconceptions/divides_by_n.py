# name = "divides-by-n"
# exercise = "signal_sizes"
# believes = "all variances are the same"
# symptom = "every size is a little too small, most of all for small batches"
# caught_by = "signal_sizes"
# asks = ["Three examples: does Tensor.var divide by 3 or by 2? And np.var?"]
def signal_sizes(x, weights, activation):
    sizes = []
    for weight in weights:
        x = activation(x @ weight)
        sizes.append(math.sqrt(x.var(axis=0, correction=0).mean().item()))
    return sizes
