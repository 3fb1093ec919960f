# name = "starts-from-the-first-value"
# exercise = "running_mean"
# believes = "an average of one value is that value"
# symptom = "the first average is the value itself, and Adam's correction makes it too large"
# caught_by = "running_mean"
# asks = ["What stands in state[name] before the first value?"]
def running_mean(state, name, value, decay):
    if name in state:
        state[name] = decay * state[name] + (1 - decay) * value
    else:
        state[name] = np.array(value)
    return state[name]
