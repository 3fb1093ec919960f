# name = "scores-without-biases"
# exercise = "mlp_layers"
# believes = "the weights do the work, biases come later"
# symptom = "layers and weights are as they should be, and no layer has a bias"
# caught_by = "mlp_layers"
# asks = ["What does such a network answer to an input of zeros?", "What does Linear do if you say nothing about the bias?"]
def mlp_layers(sizes, rng=None):
    layers = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        layers += [Linear(n_in, n_out, bias=False, init=he_normal, rng=rng), ReLU()]
    return layers[:-1]
