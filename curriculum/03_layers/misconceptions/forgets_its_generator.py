# name = "forgets-its-generator"
# exercise = "mlp_layers"
# believes = "the layers will find a generator"
# symptom = "two networks from one seed differ"
# caught_by = "mlp_layers"
# asks = ["Which generator draws your weights, and who chose it?"]
def mlp_layers(sizes, rng=None):
    layers = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        layers += [Linear(n_in, n_out, init=he_normal), ReLU()]
    return layers[:-1]
