# name = "walks-an-iterator-twice"
# exercise = "make_groups"
# believes = "an iterator can be looked at and used afterwards"
# symptom = "a model's list works; an iterator has no parameters, or loses the first"
# caught_by = "make_groups"
# asks = ["What is left in an iterator after any() or next()?"]
def make_groups(params, defaults):
    if not all(isinstance(entry, dict) for entry in params):
        params = [{"params": list(params)}]
    groups = [{**defaults, **entry, "params": list(entry["params"])} for entry in params]
    ids = [id(parameter) for group in groups for parameter in group["params"]]
    if not ids:
        raise ValueError("no parameters")
    if len(set(ids)) < len(ids):
        raise ValueError("a parameter is there twice")
    return groups
