# name = "scales-before-it-normalises"
# exercise = "layer_norm_forward"
# believes = "weight and bias belong to the input"
# symptom = "the normalisation takes most of the scale away again"
# caught_by = "layer_norm_forward"
# asks = ["What is left of a factor after normalising?", "Which comes last in the formula?"]
def layer_norm_forward(x, weight, bias, eps=1e-5):
    out = x * weight + bias
    out = out - out.mean(axis=-1, keepdims=True)
    return out / np.sqrt((out * out).mean(axis=-1, keepdims=True) + eps)
