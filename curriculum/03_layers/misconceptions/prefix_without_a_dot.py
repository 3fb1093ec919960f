# name = "prefix-without-a-dot"
# exercise = "named_parts"
# believes = "the dot comes by itself"
# symptom = "names run together: \"leftweight\""
# caught_by = "named_parts"
# asks = ["What stands between the name of a layer and that of its weight?"]
def named_parts(module, prefix="", seen=None):
    seen = {id(module)} if seen is None else seen
    found = []
    for name, part in parts(module):
        if isinstance(part, (Parameter, Buffer, Module)) and id(part) not in seen:
            seen.add(id(part))
            found.append((prefix + name, part))
            if isinstance(part, Module):
                found += named_parts(part, prefix + name, seen)
    return found
