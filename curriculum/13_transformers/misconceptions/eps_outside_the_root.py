# name = "eps-outside-the-root"
# exercise = "layer_norm_forward"
# believes = "eps keeps the divisor from being 0, wherever it stands"
# symptom = "right for large vectors, off for small ones and large eps"
# caught_by = "layer_norm_forward"
# asks = ["What stands below the root in the formula?"]
def layer_norm_forward(x, weight, bias, eps=1e-5):
    out = x - x.mean(axis=-1, keepdims=True)
    return out / (np.sqrt((out * out).mean(axis=-1, keepdims=True)) + eps) * weight + bias
