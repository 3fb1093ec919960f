# name = "numbers-for-bytes"
# exercise = "mlp_footprint"
# believes = "a number is a byte"
# symptom = "both results are a quarter of what they should be"
# caught_by = "mlp_footprint"
# asks = ["How many bytes does one float32 take?"]
def mlp_footprint(sizes, batch):
    parameters = sum(n_out * (n_in + 1) for n_in, n_out in zip(sizes[:-1], sizes[1:]))
    return parameters, batch * (2 * sum(sizes[1:-1]) + sizes[-1])
