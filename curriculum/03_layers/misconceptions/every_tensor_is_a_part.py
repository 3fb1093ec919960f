# name = "every-tensor-is-a-part"
# exercise = "named_parts"
# believes = "whatever is a tensor is learned"
# symptom = "the mask of a moment ends up in the state"
# caught_by = "named_parts"
# asks = ["Which three kinds of tensors did the text name?"]
def named_parts(module, prefix="", seen=None):
    seen = {id(module)} if seen is None else seen
    found = []
    for name, part in parts(module):
        if isinstance(part, (Tensor, Module)) and id(part) not in seen:
            seen.add(id(part))
            found.append((prefix + name, part))
            if isinstance(part, Module):
                found += named_parts(part, f"{prefix}{name}.", seen)
    return found
