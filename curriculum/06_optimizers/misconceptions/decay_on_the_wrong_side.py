# name = "decay-on-the-wrong-side"
# exercise = "running_mean"
# believes = "decay is the share of the new value"
# symptom = "an average that hardly remembers"
# caught_by = "running_mean"
# asks = ["With decay 0.99, how much of the old average should be left after one step?"]
def running_mean(state, name, value, decay):
    state[name] = decay * value + (1 - decay) * state.get(name, np.zeros_like(value))
    return state[name]
