# name = "sums-where-means-belong"
# exercise = "layer_norm_gradient"
# believes = "the terms are sums along the vector"
# symptom = "too much is taken away, D times too much"
# caught_by = "layer_norm_gradient"
# asks = ["What do the bars in the formula mean?"]
def layer_norm_gradient(grad, out, x, weight, bias, eps=1e-5):
    normed = x - x.mean(axis=-1, keepdims=True)
    factor = 1 / np.sqrt((normed * normed).mean(axis=-1, keepdims=True) + eps)
    normed = normed * factor
    g = grad * weight
    for_x = (g - g.sum(axis=-1, keepdims=True) - normed * (g * normed).sum(axis=-1, keepdims=True)) * factor
    return for_x, (grad * normed).reshape(-1, x.shape[-1]), grad.reshape(-1, x.shape[-1])
