# name = "weight-not-transposed"
# exercise = "linear_forward"
# believes = "the weight is multiplied as it is"
# symptom = "only square weights fit, and those give wrong numbers"
# caught_by = "linear_forward"
# asks = ["One row of the weight belongs to what: a neuron or an input?", "Write the shapes of x and of weight beside each other. Which lengths meet in the product?"]
def linear_forward(x, weight, bias=None):
    if np.shape(x)[-1:] != weight.shape[1:]:
        raise ValueError(f"x {np.shape(x)} does not fit weight {weight.shape}")
    out = np.matmul(x, weight)
    return out if bias is None else out + bias
