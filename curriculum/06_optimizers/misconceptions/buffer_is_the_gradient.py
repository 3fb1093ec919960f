# name = "buffer-is-the-gradient"
# exercise = "momentum_direction"
# believes = "the first buffer may be the gradient itself"
# symptom = "the gradients change when the buffer does; with zero_grad replaced by filling zeros, momentum forgets"
# caught_by = "momentum_direction"
# asks = ["Who else holds the array that you keep?", "What does *= do to a gradient that is your buffer?"]
def momentum_direction(grad, state, momentum, dampening=0.0, nesterov=False):
    if momentum == 0:
        return grad
    if "momentum_buffer" not in state:
        state["momentum_buffer"] = grad
    else:
        state["momentum_buffer"] *= momentum
        state["momentum_buffer"] += (1 - dampening) * grad
    buffer = state["momentum_buffer"]
    return grad + momentum * buffer if nesterov else buffer
