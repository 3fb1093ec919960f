# name = "weight-comes-too-late"
# exercise = "layer_norm_gradient"
# believes = "the weight multiplies the finished gradient"
# symptom = "right for a weight of ones, that is at the start of training"
# caught_by = "layer_norm_gradient"
# asks = ["What arrives at n: grad, or something else?"]
def layer_norm_gradient(grad, out, x, weight, bias, eps=1e-5):
    normed = x - x.mean(axis=-1, keepdims=True)
    factor = 1 / np.sqrt((normed * normed).mean(axis=-1, keepdims=True) + eps)
    normed = normed * factor
    g = grad * weight
    for_x = (grad - grad.mean(axis=-1, keepdims=True) - normed * (grad * normed).mean(axis=-1, keepdims=True)) * factor * weight
    return for_x, (grad * normed).reshape(-1, x.shape[-1]), grad.reshape(-1, x.shape[-1])
