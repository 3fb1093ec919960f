# name = "looks-ahead-with-the-old-buffer"
# exercise = "momentum_direction"
# believes = "Nesterov adds the buffer from before this gradient"
# symptom = "nesterov lags one step behind; plain momentum is right"
# caught_by = "momentum_direction"
# asks = ["Which v does the formula of the direction mean, the old or the new one?"]
def momentum_direction(grad, state, momentum, dampening=0.0, nesterov=False):
    if momentum == 0:
        return grad
    before = state.get("momentum_buffer", np.zeros_like(grad))
    now = momentum * before + (1 - dampening) * grad if "momentum_buffer" in state else np.array(grad)
    state["momentum_buffer"] = now
    return grad + momentum * before if nesterov else now
