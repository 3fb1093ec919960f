# name = "shares-the-callers-memory"
# exercise = "to_array"
# believes = "np.asarray makes a new array"
# symptom = "a float32 array handed in and the result change together"
# caught_by = "to_array"
# asks = ["When does np.asarray copy, and when does it not?", "Who else still holds the array that you were given?"]
def to_array(data, dtype=None):
    array = np.asarray(data)
    if dtype is None:
        dtype = np.float32 if array.dtype.kind == "f" else array.dtype
    return array.astype(dtype, copy=False)
