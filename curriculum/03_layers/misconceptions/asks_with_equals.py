# name = "asks-with-equals"
# exercise = "named_parts"
# believes = "\"in\" asks whether it is the same object"
# symptom = "an error about an ambiguous truth value, or equal numbers taken for one tensor"
# caught_by = "named_parts"
# asks = ["What does == mean between two tensors?", "What identifies an object, whatever it holds?"]
def named_parts(module, prefix="", seen=None):
    seen = [module] if seen is None else seen
    found = []
    for name, part in parts(module):
        if isinstance(part, (Parameter, Buffer, Module)) and part not in seen:
            seen.append(part)
            found.append((prefix + name, part))
            if isinstance(part, Module):
                found += named_parts(part, f"{prefix}{name}.", seen)
    return found
