# name = "compares-sizes"
# exercise = "state_problems"
# believes = "as many numbers fit into as many places"
# symptom = "a transposed weight is loaded without a word"
# caught_by = "state_problems"
# asks = ["How many numbers has a (2, 3) array, and a (3, 2) one?"]
def state_problems(shapes, state):
    problems = []
    for name, shape in shapes.items():
        if name not in state:
            problems.append(f"{name} is missing")
        elif np.size(state[name]) != math.prod(shape):
            problems.append(f"{name} has shape {np.shape(state[name])}, expected {shape}")
    return problems + [f"{name} is not expected" for name in state if name not in shapes]
