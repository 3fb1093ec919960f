# name = "one-state-for-all"
# exercise = "step_groups"
# believes = "an optimiser has one state"
# symptom = "shapes clash in the buffers, or one parameter's momentum moves another"
# caught_by = "step_groups"
# asks = ["Whose gradients are in the momentum buffer of the second layer?"]
def step_groups(groups, states, update):
    for group in groups:
        settings = {name: value for name, value in group.items() if name != "params"}
        for parameter in group["params"]:
            if parameter.grad is not None:
                update(parameter.data, parameter.grad, states.setdefault("state", {}), **settings)
