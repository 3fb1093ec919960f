# name = "averages-instead-of-adding"
# exercise = "momentum_direction"
# believes = "the buffer is an average of gradients"
# symptom = "steps are too small by the factor 1 minus momentum"
# caught_by = "momentum_direction"
# asks = ["How large does the buffer become when the gradient is always 1?", "What weight has a new gradient in the formula?"]
def momentum_direction(grad, state, momentum, dampening=0.0, nesterov=False):
    if momentum == 0:
        return grad
    if "momentum_buffer" in state:
        state["momentum_buffer"] = momentum * state["momentum_buffer"] + (1 - momentum) * (1 - dampening) * grad
    else:
        state["momentum_buffer"] = np.array(grad)
    buffer = state["momentum_buffer"]
    return grad + momentum * buffer if nesterov else buffer
