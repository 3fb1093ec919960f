# name = "forgets-the-direction-of-n"
# exercise = "layer_norm_gradient"
# believes = "the mean is the only thing that is taken away"
# symptom = "right for gradients across n, wrong along it"
# caught_by = "layer_norm_gradient"
# asks = ["Does stretching x change out?", "Which of the three terms is missing?"]
def layer_norm_gradient(grad, out, x, weight, bias, eps=1e-5):
    normed = x - x.mean(axis=-1, keepdims=True)
    factor = 1 / np.sqrt((normed * normed).mean(axis=-1, keepdims=True) + eps)
    normed = normed * factor
    g = grad * weight
    for_x = (g - g.mean(axis=-1, keepdims=True)) * factor
    return for_x, (grad * normed).reshape(-1, x.shape[-1]), grad.reshape(-1, x.shape[-1])
