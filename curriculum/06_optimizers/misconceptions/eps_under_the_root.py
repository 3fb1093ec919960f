# name = "eps-under-the-root"
# exercise = "rmsprop_direction"
# believes = "it does not matter where eps is added"
# symptom = "steps are shorter where gradients are small; with the default nearly the same"
# caught_by = "rmsprop_direction"
# asks = ["What is the root of 1e-8?", "Does the text add eps before or after the root?"]
def rmsprop_direction(grad, state, alpha=0.99, eps=1e-8, centered=False):
    square = running_mean(state, "square_avg", grad * grad, alpha)
    if centered:
        mean = running_mean(state, "grad_avg", grad, alpha)
        square = np.maximum(square - mean * mean, 0)
    return grad / np.sqrt(square + eps)
