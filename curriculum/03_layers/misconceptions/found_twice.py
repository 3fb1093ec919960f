# name = "found-twice"
# exercise = "named_parts"
# believes = "every name is a part of its own"
# symptom = "a layer with two names is listed twice, so an optimiser would move it twice"
# caught_by = "named_parts"
# asks = ["How many layers are there, and how many names?", "What do you remember of what you have found already?"]
def named_parts(module, prefix="", seen=None):
    found = []
    for name, part in parts(module):
        if isinstance(part, (Parameter, Buffer, Module)):
            found.append((prefix + name, part))
            if isinstance(part, Module) and prefix.count(".") < 6:
                found += named_parts(part, f"{prefix}{name}.")
    return found
