# name = "a-variance-is-never-negative"
# exercise = "rmsprop_direction"
# believes = "the mean square is never below the squared mean, in floats either"
# symptom = "NaN after many equal gradients, with centered only"
# caught_by = "rmsprop_direction"
# asks = ["What may the difference of two nearly equal floats be?", "What is the root of -1e-17?"]
def rmsprop_direction(grad, state, alpha=0.99, eps=1e-8, centered=False):
    square = running_mean(state, "square_avg", grad * grad, alpha)
    if centered:
        mean = running_mean(state, "grad_avg", grad, alpha)
        square = square - mean * mean
    return grad / (np.sqrt(square) + eps)
