# name = "divides-by-the-variance"
# exercise = "layer_norm_forward"
# believes = "the variance is the size of the numbers"
# symptom = "vectors of size 60 become tiny, vectors of size 0.1 huge"
# caught_by = "layer_norm_forward"
# asks = ["What happens to the variance when everything is doubled?"]
def layer_norm_forward(x, weight, bias, eps=1e-5):
    out = x - x.mean(axis=-1, keepdims=True)
    return out / ((out * out).mean(axis=-1, keepdims=True) + eps) * weight + bias
