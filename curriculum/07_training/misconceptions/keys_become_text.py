# name = "keys-become-text"
# exercise = "pack_state"
# believes = "JSON keeps the keys of a dict"
# symptom = "the optimiser's states 0 and 1 come back as '0' and '1'"
# caught_by = "pack_state"
# asks = ["What does json.dumps make of {0: 1}?"]
def pack_state(value, arrays):
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
        arrays.append(value)
        return {"array": len(arrays) - 1}
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, dict):
        return {"dict": [[str(key), pack_state(inner, arrays)] for key, inner in value.items()]}
    if isinstance(value, (list, tuple)):
        kind = "tuple" if isinstance(value, tuple) else "list"
        return {kind: [pack_state(inner, arrays) for inner in value]}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"a checkpoint holds plain data and arrays, not {type(value).__name__}")
