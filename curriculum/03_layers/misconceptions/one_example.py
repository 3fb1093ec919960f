# name = "one-example"
# exercise = "mlp_footprint"
# believes = "activations belong to the model"
# symptom = "the batch makes no difference"
# caught_by = "mlp_footprint"
# asks = ["What changes when twice as many examples come in?"]
def mlp_footprint(sizes, batch):
    parameters = sum(n_out * (n_in + 1) for n_in, n_out in zip(sizes[:-1], sizes[1:]))
    return 4 * parameters, 4 * (2 * sum(sizes[1:-1]) + sizes[-1])
