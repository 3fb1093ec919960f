# name = "writes-anything-as-text"
# exercise = "pack_state"
# believes = "what JSON does not know can be stored as text"
# symptom = "a function comes back as a string, and the error hours later"
# caught_by = "pack_state"
# asks = ["What would unpack_state make of it?", "When do you want to hear of it?"]
def pack_state(value, arrays):
    if isinstance(value, np.ndarray):
        arrays.append(value)
        return {"array": len(arrays) - 1}
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, dict):
        return {"dict": [[key, pack_state(inner, arrays)] for key, inner in value.items()]}
    if isinstance(value, (list, tuple)):
        kind = "tuple" if isinstance(value, tuple) else "list"
        return {kind: [pack_state(inner, arrays) for inner in value]}
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)
