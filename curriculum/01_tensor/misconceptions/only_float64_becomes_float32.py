# name = "only-float64-becomes-float32"
# exercise = "to_array"
# believes = "float64 is the only floating point that needs converting"
# symptom = "float16 data stay float16"
# caught_by = "to_array"
# asks = ["Which dtype should float16 data get when nobody asks for one?", "Which attribute of a dtype is the same for every width of floating point?"]
def to_array(data, dtype=None):
    array = np.asarray(data)
    if dtype is None:
        dtype = np.float32 if array.dtype == np.float64 else array.dtype
    return np.array(array, dtype=dtype)
