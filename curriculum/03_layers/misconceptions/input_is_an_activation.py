# name = "input-is-an-activation"
# exercise = "mlp_footprint"
# believes = "what goes in is an activation, too"
# symptom = "the activations are too large by the input"
# caught_by = "mlp_footprint"
# asks = ["Which arrays do the layers return?", "Who made the input, and when?"]
def mlp_footprint(sizes, batch):
    parameters = sum(n_out * (n_in + 1) for n_in, n_out in zip(sizes[:-1], sizes[1:]))
    return 4 * parameters, 4 * batch * (sizes[0] + 2 * sum(sizes[1:-1]) + sizes[-1])
