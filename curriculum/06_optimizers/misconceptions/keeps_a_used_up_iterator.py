# name = "keeps-a-used-up-iterator"
# exercise = "make_groups"
# believes = "params can be looked at and kept as they came"
# symptom = "the groups look right, and their params are empty"
# caught_by = "make_groups"
# asks = ["What is left of an iterator after the loop that looked for doubles?", "What kind of thing should stand under params?"]
def make_groups(params, defaults):
    entries = list(params)
    if not all(isinstance(entry, dict) for entry in entries):
        entries = [{"params": entries}]
    groups = [{**defaults, **entry} for entry in entries]
    ids = [id(parameter) for group in groups for parameter in group["params"]]
    if not ids:
        raise ValueError("no parameters")
    if len(set(ids)) < len(ids):
        raise ValueError("a parameter is there twice")
    return groups
