# name = "no-bend"
# exercise = "mlp_layers"
# believes = "more layers are more power"
# symptom = "the network is one linear layer, however deep"
# caught_by = "mlp_layers"
# asks = ["What is W2 (W1 x)?"]
def mlp_layers(sizes, rng=None):
    return [Linear(n_in, n_out, init=he_normal, rng=rng) for n_in, n_out in zip(sizes[:-1], sizes[1:])]
