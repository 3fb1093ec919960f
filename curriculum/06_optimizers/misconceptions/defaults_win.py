# name = "defaults-win"
# exercise = "make_groups"
# believes = "what is merged last does not matter"
# symptom = "every group has the common settings"
# caught_by = "make_groups"
# asks = ["When two dicts hold the same name, whose value is left after {**a, **b}?"]
def make_groups(params, defaults):
    entries = list(params)
    if not all(isinstance(entry, dict) for entry in entries):
        entries = [{"params": entries}]
    groups = [{**entry, "params": list(entry["params"]), **defaults} for entry in entries]
    ids = [id(parameter) for group in groups for parameter in group["params"]]
    if not ids:
        raise ValueError("no parameters")
    if len(set(ids)) < len(ids):
        raise ValueError("a parameter is there twice")
    return groups
