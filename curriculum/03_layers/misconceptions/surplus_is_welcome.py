# name = "surplus-is-welcome"
# exercise = "state_problems"
# believes = "what the model does not know does no harm"
# symptom = "a renamed layer keeps its random numbers, half noticed"
# caught_by = "state_problems"
# asks = ["If a layer was renamed, which two problems are there?"]
def state_problems(shapes, state):
    problems = []
    for name, shape in shapes.items():
        if name not in state:
            problems.append(f"{name} is missing")
        elif np.shape(state[name]) != shape:
            problems.append(f"{name} has shape {np.shape(state[name])}, expected {shape}")
    return problems
