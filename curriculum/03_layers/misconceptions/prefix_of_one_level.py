# name = "prefix-of-one-level"
# exercise = "named_parts"
# believes = "the name of the part is all the prefix there is"
# symptom = "right for two levels; below, the beginning of the path is lost"
# caught_by = "named_parts"
# asks = ["Which path leads from the top to a weight three levels down?", "Your own prefix came from above. What becomes of it in what you hand down?"]
def named_parts(module, prefix="", seen=None):
    seen = {id(module)} if seen is None else seen
    found = []
    for name, part in parts(module):
        if isinstance(part, (Parameter, Buffer, Module)) and id(part) not in seen:
            seen.add(id(part))
            found.append((prefix + name, part))
            if isinstance(part, Module):
                found += named_parts(part, f"{name}.", seen)
    return found
