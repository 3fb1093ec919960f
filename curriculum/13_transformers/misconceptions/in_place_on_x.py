# name = "in-place-on-x"
# exercise = "layer_norm_forward"
# believes = "-= saves an array"
# symptom = "the residual stream itself is normalised"
# caught_by = "layer_norm_forward"
# asks = ["Whose array do you write into?", "What does the block add its result to?"]
def layer_norm_forward(x, weight, bias, eps=1e-5):
    x -= x.mean(axis=-1, keepdims=True)
    x /= np.sqrt((x * x).mean(axis=-1, keepdims=True) + eps)
    return x * weight + bias
