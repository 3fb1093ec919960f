# name = "left-at-xavier"
# exercise = "mlp_layers"
# believes = "the default is right everywhere"
# symptom = "the signal behind each ReLU is too small"
# caught_by = "mlp_layers"
# asks = ["Which initialisation was made for layers that a ReLU follows?"]
def mlp_layers(sizes, rng=None):
    layers = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        layers += [Linear(n_in, n_out, rng=rng), ReLU()]
    return layers[:-1]
