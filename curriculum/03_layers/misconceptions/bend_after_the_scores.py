# name = "bend-after-the-scores"
# exercise = "mlp_layers"
# believes = "every linear layer is followed by ReLU"
# symptom = "no score is ever negative"
# caught_by = "mlp_layers"
# asks = ["Which scores can your network give?", "How many ReLUs stand between three sizes?"]
def mlp_layers(sizes, rng=None):
    layers = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        layers += [Linear(n_in, n_out, init=he_normal, rng=rng), ReLU()]
    return layers
