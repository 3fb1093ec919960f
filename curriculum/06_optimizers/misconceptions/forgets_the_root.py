# name = "forgets-the-root"
# exercise = "rmsprop_direction"
# believes = "divide by the mean square"
# symptom = "small gradients make huge steps, large ones none"
# caught_by = "rmsprop_direction"
# asks = ["If all gradients are doubled, how should the direction change?"]
def rmsprop_direction(grad, state, alpha=0.99, eps=1e-8, centered=False):
    square = running_mean(state, "square_avg", grad * grad, alpha)
    if centered:
        mean = running_mean(state, "grad_avg", grad, alpha)
        square = np.maximum(square - mean * mean, 0)
    return grad / (square + eps)
