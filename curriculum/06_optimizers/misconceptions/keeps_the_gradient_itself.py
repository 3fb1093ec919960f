# name = "keeps-the-gradient-itself"
# exercise = "momentum_direction"
# believes = "what is assigned is stored"
# symptom = "the first buffer is the parameter's own gradient and changes with it"
# caught_by = "momentum_direction"
# asks = ["After b = a, how many arrays are there?", "What do zero_grad and clipping do to the array you have kept?"]
def momentum_direction(grad, state, momentum, dampening=0.0, nesterov=False):
    if momentum == 0:
        return grad
    if "momentum_buffer" in state:
        buffer = momentum * state["momentum_buffer"] + (1 - dampening) * grad
    else:
        buffer = grad
    state["momentum_buffer"] = buffer
    return grad + momentum * buffer if nesterov else buffer
