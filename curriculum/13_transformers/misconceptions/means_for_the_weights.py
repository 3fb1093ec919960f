# name = "means-for-the-weights"
# exercise = "layer_norm_gradient"
# believes = "gradients of weights are means over the batch"
# symptom = "too small by the number of vectors"
# caught_by = "layer_norm_gradient"
# asks = ["What is repeated forward is what backward?"]
def layer_norm_gradient(grad, out, x, weight, bias, eps=1e-5):
    normed = x - x.mean(axis=-1, keepdims=True)
    factor = 1 / np.sqrt((normed * normed).mean(axis=-1, keepdims=True) + eps)
    normed = normed * factor
    g = grad * weight
    for_x = (g - g.mean(axis=-1, keepdims=True) - normed * (g * normed).mean(axis=-1, keepdims=True)) * factor
    return for_x, (grad * normed).reshape(-1, x.shape[-1]).mean(axis=0), grad.reshape(-1, x.shape[-1]).mean(axis=0)
