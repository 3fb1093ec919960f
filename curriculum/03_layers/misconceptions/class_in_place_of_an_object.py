# name = "class-in-place-of-an-object"
# exercise = "mlp_layers"
# believes = "ReLU and ReLU() are the same"
# symptom = "the list holds a class, and calling the network makes an activation of it in place of numbers"
# caught_by = "mlp_layers"
# asks = ["What does ReLU(x) make, and what does ReLU()(x)?"]
def mlp_layers(sizes, rng=None):
    layers = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        layers += [Linear(n_in, n_out, init=he_normal, rng=rng), ReLU]
    return layers[:-1]
