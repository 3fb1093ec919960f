# name = "right-dtype-no-copy"
# exercise = "to_array"
# believes = "np.asarray with a dtype makes a new array"
# symptom = "an array that has the dtype asked for is shared with the caller"
# caught_by = "to_array"
# asks = ["What does np.asarray return when there is nothing to convert?"]
def to_array(data, dtype=None):
    if dtype is not None:
        return np.asarray(data, dtype=dtype)
    array = np.array(data)
    return array.astype(np.float32) if array.dtype.kind == "f" else array
