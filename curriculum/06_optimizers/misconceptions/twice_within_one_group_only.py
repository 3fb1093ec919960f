# name = "twice-within-one-group-only"
# exercise = "make_groups"
# believes = "each group is checked by itself"
# symptom = "a tensor in two groups is moved twice"
# caught_by = "make_groups"
# asks = ["Can a tensor stand in two groups?"]
def make_groups(params, defaults):
    entries = list(params)
    if not all(isinstance(entry, dict) for entry in entries):
        entries = [{"params": entries}]
    groups = [{**defaults, **entry, "params": list(entry["params"])} for entry in entries]
    if not any(group["params"] for group in groups):
        raise ValueError("no parameters")
    for group in groups:
        if len({id(parameter) for parameter in group["params"]}) < len(group["params"]):
            raise ValueError("a parameter is there twice")
    return groups
