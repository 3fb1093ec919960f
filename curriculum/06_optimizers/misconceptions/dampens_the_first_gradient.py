# name = "dampens-the-first-gradient"
# exercise = "momentum_direction"
# believes = "the buffer starts from zeros"
# symptom = "with dampening the first step is too short, and all later ones remember it"
# caught_by = "momentum_direction"
# asks = ["What is the buffer after the first gradient, by the text?"]
def momentum_direction(grad, state, momentum, dampening=0.0, nesterov=False):
    if momentum == 0:
        return grad
    before = state.get("momentum_buffer", np.zeros_like(grad))
    buffer = state["momentum_buffer"] = momentum * before + (1 - dampening) * grad
    return grad + momentum * buffer if nesterov else buffer
