# name = "a-new-state-each-step"
# exercise = "step_groups"
# believes = "the state is made when it is needed"
# symptom = "momentum has no effect, Adam is always at its first step"
# caught_by = "step_groups"
# asks = ["Where is the dict after your function has ended?"]
def step_groups(groups, states, update):
    for group in groups:
        settings = {name: value for name, value in group.items() if name != "params"}
        for parameter in group["params"]:
            if parameter.grad is not None:
                update(parameter.data, parameter.grad, states.get(id(parameter), {}), **settings)
