# name = "loads-by-position"
# exercise = "state_problems"
# believes = "the first array belongs to the first parameter"
# symptom = "a state in another order does not fit, or fits wrongly"
# caught_by = "state_problems"
# asks = ["What are the names for?"]
def state_problems(shapes, state):
    problems = [f"{name} is missing" for name in shapes if name not in state]
    for (name, shape), array in zip(shapes.items(), state.values()):
        if np.shape(array) != shape:
            problems.append(f"{name} has shape {np.shape(array)}, expected {shape}")
    return problems + [f"{name} is not expected" for name in state if name not in shapes]
