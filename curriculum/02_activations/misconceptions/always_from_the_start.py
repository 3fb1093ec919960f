# name = "always-from-the-start"
# exercise = "signal_sizes"
# believes = "each layer is measured by itself, on the input"
# symptom = "the first size is right, the others do not build on it"
# caught_by = "signal_sizes"
# asks = ["What goes into layer 2?", "Which line changes x?"]
def signal_sizes(x, weights, activation):
    return [math.sqrt(activation(x @ weight).var(axis=0).mean().item()) for weight in weights]
