# name = "numpy-root-of-a-tensor"
# exercise = "signal_sizes"
# believes = "NumPy's functions take whatever holds numbers"
# symptom = "a TypeError from np.sqrt"
# caught_by = "signal_sizes"
# asks = ["What is the type of x.var(axis=0).mean()?", "How does one number leave a tensor and become a Python float?"]
def signal_sizes(x, weights, activation):
    sizes = []
    for weight in weights:
        x = activation(x @ weight)
        sizes.append(float(np.sqrt(x.var(axis=0).mean())))
    return sizes
