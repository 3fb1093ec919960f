# name = "takes-params-out-of-the-group"
# exercise = "step_groups"
# believes = "settings is a dict of its own"
# symptom = "the first step is right, the second finds no params"
# caught_by = "step_groups"
# asks = ["After settings = group, how many dicts are there?", "What does the second step find in the group?"]
def step_groups(groups, states, update):
    for group in groups:
        settings = group
        for parameter in settings.pop("params"):
            if parameter.grad is not None:
                state = states.setdefault(id(parameter), {})
                update(parameter.data, parameter.grad, state, **settings)
