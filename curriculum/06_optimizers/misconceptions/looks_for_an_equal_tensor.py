# name = "looks-for-an-equal-tensor"
# exercise = "make_groups"
# believes = "`in` asks whether the same tensor is there"
# symptom = "an error about the truth of a tensor of several numbers, or a complaint about two tensors with equal numbers"
# caught_by = "make_groups"
# asks = ["`in` compares with ==. What does == give for two tensors of several numbers?", "Two biases are both all zeros: are they one parameter? What tells which is which?"]
def make_groups(params, defaults):
    entries = list(params)
    if not all(isinstance(entry, dict) for entry in entries):
        entries = [{"params": entries}]
    groups = [{**defaults, **entry, "params": list(entry["params"])} for entry in entries]
    seen = []
    for group in groups:
        for parameter in group["params"]:
            if parameter in seen:
                raise ValueError("a parameter is there twice")
            seen.append(parameter)
    if not seen:
        raise ValueError("no parameters")
    return groups
