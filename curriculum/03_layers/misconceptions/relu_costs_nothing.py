# name = "relu-costs-nothing"
# exercise = "mlp_footprint"
# believes = "ReLU happens in place"
# symptom = "hidden layers are counted once"
# caught_by = "mlp_footprint"
# asks = ["How many arrays do a hidden layer and its ReLU return?"]
def mlp_footprint(sizes, batch):
    parameters = sum(n_out * (n_in + 1) for n_in, n_out in zip(sizes[:-1], sizes[1:]))
    return 4 * parameters, 4 * batch * sum(sizes[1:])
