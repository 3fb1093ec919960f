# name = "mean-of-roots"
# exercise = "signal_sizes"
# believes = "the mean of roots is the root of the mean"
# symptom = "right if all features vary alike, else too small"
# caught_by = "signal_sizes"
# asks = ["What is the mean of 1 and 3, and what is the root of the mean of 1 and 9?", "In which order does the text name variance, mean and root?"]
def signal_sizes(x, weights, activation):
    sizes = []
    for weight in weights:
        x = activation(x @ weight)
        sizes.append((x.var(axis=0) ** 0.5).mean().item())
    return sizes
