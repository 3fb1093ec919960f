# name = "only-what-is-learned"
# exercise = "named_parts"
# believes = "a tensor that is not learned is no part"
# symptom = "running means are neither saved nor loaded"
# caught_by = "named_parts"
# asks = ["Which kinds of tensors belong to the state of a module?"]
def named_parts(module, prefix="", seen=None):
    seen = {id(module)} if seen is None else seen
    found = []
    for name, part in parts(module):
        if isinstance(part, (Parameter, Module)) and id(part) not in seen:
            seen.add(id(part))
            found.append((prefix + name, part))
            if isinstance(part, Module):
                found += named_parts(part, f"{prefix}{name}.", seen)
    return found
