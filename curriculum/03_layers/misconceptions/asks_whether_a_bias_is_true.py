# name = "asks-whether-a-bias-is-true"
# exercise = "linear_forward"
# believes = "an array is true when it is there"
# symptom = "an error about the truth value of an array with more than one element"
# caught_by = "linear_forward"
# asks = ["Is [0.5, 0, -1] true or false?", "How do you ask whether something is None?"]
def linear_forward(x, weight, bias=None):
    if np.shape(x)[-1:] != weight.shape[1:]:
        raise ValueError(f"x {np.shape(x)} does not fit weight {weight.shape}")
    out = np.matmul(x, weight.T)
    if bias:
        out += bias
    return out
