# name = "names-without-a-path"
# exercise = "named_parts"
# believes = "the last name is enough"
# symptom = "all layers call their weight \"weight\", and a state keeps only one of them"
# caught_by = "named_parts"
# asks = ["How would you tell the weight of the first layer from that of the second?", "What do you hand down as prefix?"]
def named_parts(module, prefix="", seen=None):
    seen = {id(module)} if seen is None else seen
    found = []
    for name, part in parts(module):
        if isinstance(part, (Parameter, Buffer, Module)) and id(part) not in seen:
            seen.add(id(part))
            found.append((prefix + name, part))
            if isinstance(part, Module):
                found += named_parts(part, prefix, seen)
    return found
