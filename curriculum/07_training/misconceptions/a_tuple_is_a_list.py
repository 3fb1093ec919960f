# name = "a-tuple-is-a-list"
# exercise = "pack_state"
# believes = "lists and tuples are the same"
# symptom = "betas come back as a list"
# caught_by = "pack_state"
# asks = ["Does (0.9, 0.999) equal [0.9, 0.999]?"]
def pack_state(value, arrays):
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
        arrays.append(value)
        return {"array": len(arrays) - 1}
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, dict):
        return {"dict": [[key, pack_state(inner, arrays)] for key, inner in value.items()]}
    if isinstance(value, (list, tuple)):
        return {"list": [pack_state(inner, arrays) for inner in value]}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"a checkpoint holds plain data and arrays, not {type(value).__name__}")
