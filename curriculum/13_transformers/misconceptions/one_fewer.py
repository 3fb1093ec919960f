# name = "one-fewer"
# exercise = "layer_norm_forward"
# believes = "a variance divides by D - 1"
# symptom = "numbers are too small by a root of (D - 1) / D"
# caught_by = "layer_norm_forward"
# asks = ["By what does the formula divide?", "Which default has Tensor.var, and which np.var?"]
def layer_norm_forward(x, weight, bias, eps=1e-5):
    out = x - x.mean(axis=-1, keepdims=True)
    variance = (out * out).sum(axis=-1, keepdims=True) / max(x.shape[-1] - 1, 1)
    return out / np.sqrt(variance + eps) * weight + bias
