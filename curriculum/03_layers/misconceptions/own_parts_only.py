# name = "own-parts-only"
# exercise = "named_parts"
# believes = "a module knows what it holds directly"
# symptom = "layers are found, their weights are not: parameters are not registered"
# caught_by = "named_parts"
# asks = ["What is inside the layer that you found?", "Which line of yours goes one level down?"]
def named_parts(module, prefix="", seen=None):
    return [(prefix + name, part) for name, part in parts(module) if isinstance(part, (Parameter, Buffer, Module))]
