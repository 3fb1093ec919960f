# name = "one-name-for-all-averages"
# exercise = "running_mean"
# believes = "there is one average, and its name is m"
# symptom = "right for one average; two share one array and spoil each other"
# caught_by = "running_mean"
# asks = ["What is the argument name for?", "Adam keeps two averages in one state. Where is the second?"]
def running_mean(state, name, value, decay):
    if "m" not in state:
        state["m"] = np.zeros_like(value)
    mean = state["m"]
    mean *= decay
    mean += (1 - decay) * value
    return mean
