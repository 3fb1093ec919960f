# name = "always-a-batch"
# exercise = "linear_forward"
# believes = "x has two axes, so its features are axis 1"
# symptom = "an error about an index out of range for a single example"
# caught_by = "linear_forward"
# asks = ["How many axes has one example alone?", "Which index means the last axis, however many there are?"]
def linear_forward(x, weight, bias=None):
    if x.shape[1] != weight.shape[1]:
        raise ValueError(f"x {x.shape} does not fit weight {weight.shape}")
    out = np.matmul(x, weight.T)
    return out if bias is None else out + bias
