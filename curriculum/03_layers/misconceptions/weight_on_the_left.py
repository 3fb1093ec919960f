# name = "weight-on-the-left"
# exercise = "linear_forward"
# believes = "a layer is W x, as textbooks write it"
# symptom = "right numbers, turned on their side: one column for each example"
# caught_by = "linear_forward"
# asks = ["Which shape should come out for 2 examples and 3 neurons, and which has W times x transposed?", "Where do the examples stand in x: in rows or in columns?"]
def linear_forward(x, weight, bias=None):
    if np.shape(x)[-1:] != weight.shape[1:]:
        raise ValueError(f"x {np.shape(x)} does not fit weight {weight.shape}")
    out = weight @ x.T
    return out if bias is None else out + bias
