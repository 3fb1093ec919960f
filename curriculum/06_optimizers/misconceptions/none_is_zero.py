# name = "none-is-zero"
# exercise = "step_groups"
# believes = "a parameter without a gradient has the gradient 0"
# symptom = "parameters that took no part are moved by momentum and by weight decay"
# caught_by = "step_groups"
# asks = ["What does momentum do with a gradient of 0?", "What does None say about the last backward pass?"]
def step_groups(groups, states, update):
    for group in groups:
        settings = {name: value for name, value in group.items() if name != "params"}
        for parameter in group["params"]:
            grad = np.zeros_like(parameter.data) if parameter.grad is None else parameter.grad
            update(parameter.data, grad, states.setdefault(id(parameter), {}), **settings)
