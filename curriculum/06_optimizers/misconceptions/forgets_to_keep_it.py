# name = "forgets-to-keep-it"
# exercise = "running_mean"
# believes = "returning the average is enough"
# symptom = "every average is that of one value"
# caught_by = "running_mean"
# asks = ["What will the next call find in the state?"]
def running_mean(state, name, value, decay):
    return decay * state.get(name, np.zeros_like(value)) + (1 - decay) * value
