# name = "first-problem-only"
# exercise = "state_problems"
# believes = "one problem is reason enough to stop"
# symptom = "three runs to learn of three problems"
# caught_by = "state_problems"
# asks = ["How many times must the reader of your message try again?"]
def state_problems(shapes, state):
    for name, shape in shapes.items():
        if name not in state:
            return [f"{name} is missing"]
        if np.shape(state[name]) != shape:
            return [f"{name} has shape {np.shape(state[name])}, expected {shape}"]
    return [f"{name} is not expected" for name in state if name not in shapes][:1]
