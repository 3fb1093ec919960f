# name = "forgets-the-biases"
# exercise = "mlp_footprint"
# believes = "a layer is its matrix"
# symptom = "too small by four bytes for each neuron"
# caught_by = "mlp_footprint"
# asks = ["What does a neuron hold beside its weights?"]
def mlp_footprint(sizes, batch):
    parameters = sum(n_out * n_in for n_in, n_out in zip(sizes[:-1], sizes[1:]))
    return 4 * parameters, 4 * batch * (2 * sum(sizes[1:-1]) + sizes[-1])
