# name = "mean-and-variance-are-constants"
# exercise = "layer_norm_gradient"
# believes = "only the division matters"
# symptom = "gradients do not add up to 0 along a vector"
# caught_by = "layer_norm_gradient"
# asks = ["Does the mean depend on x?", "What is the slope when all numbers of x move together?"]
def layer_norm_gradient(grad, out, x, weight, bias, eps=1e-5):
    normed = x - x.mean(axis=-1, keepdims=True)
    factor = 1 / np.sqrt((normed * normed).mean(axis=-1, keepdims=True) + eps)
    normed = normed * factor
    g = grad * weight
    for_x = g * factor
    return for_x, (grad * normed).reshape(-1, x.shape[-1]), grad.reshape(-1, x.shape[-1])
