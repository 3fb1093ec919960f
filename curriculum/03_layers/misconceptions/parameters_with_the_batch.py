# name = "parameters-with-the-batch"
# exercise = "mlp_footprint"
# believes = "every example brings its own weights"
# symptom = "the parameters grow with the batch"
# caught_by = "mlp_footprint"
# asks = ["How many copies of a weight are there for a batch of 32?"]
def mlp_footprint(sizes, batch):
    parameters = sum(n_out * (n_in + 1) for n_in, n_out in zip(sizes[:-1], sizes[1:]))
    return 4 * batch * parameters, 4 * batch * (2 * sum(sizes[1:-1]) + sizes[-1])
