# name = "forgets-between-levels"
# exercise = "named_parts"
# believes = "each level remembers for itself"
# symptom = "a weight that two layers share is found twice"
# caught_by = "named_parts"
# asks = ["Which set do the levels below write into?", "Two siblings share a weight. Which of your sets knows?"]
def named_parts(module, prefix="", seen=None):
    seen = {id(module), *(seen or ())}
    found = []
    for name, part in parts(module):
        if isinstance(part, (Parameter, Buffer, Module)) and id(part) not in seen:
            seen.add(id(part))
            found.append((prefix + name, part))
            if isinstance(part, Module):
                found += named_parts(part, f"{prefix}{name}.", set(seen))
    return found
