# name = "weights-hear-of-x"
# exercise = "layer_norm_gradient"
# believes = "the weight multiplied x"
# symptom = "the weight's gradient is that of a layer without normalisation"
# caught_by = "layer_norm_gradient"
# asks = ["What was multiplied by the weight?"]
def layer_norm_gradient(grad, out, x, weight, bias, eps=1e-5):
    normed = x - x.mean(axis=-1, keepdims=True)
    factor = 1 / np.sqrt((normed * normed).mean(axis=-1, keepdims=True) + eps)
    normed = normed * factor
    g = grad * weight
    for_x = (g - g.mean(axis=-1, keepdims=True) - normed * (g * normed).mean(axis=-1, keepdims=True)) * factor
    return for_x, (grad * x).reshape(-1, x.shape[-1]), grad.reshape(-1, x.shape[-1])
