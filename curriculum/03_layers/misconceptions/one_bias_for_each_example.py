# name = "one-bias-for-each-example"
# exercise = "linear_forward"
# believes = "the bias belongs to the examples"
# symptom = "fails unless the batch is as large as the layer"
# caught_by = "linear_forward"
# asks = ["How many biases are there, and how many neurons?"]
def linear_forward(x, weight, bias=None):
    if np.shape(x)[-1:] != weight.shape[1:]:
        raise ValueError(f"x {np.shape(x)} does not fit weight {weight.shape}")
    out = np.matmul(x, weight.T)
    return out if bias is None else out + bias[:, None]
