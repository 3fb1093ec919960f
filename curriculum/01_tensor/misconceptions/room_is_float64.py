# name = "room-is-float64"
# exercise = "cat_forward"
# believes = "np.zeros makes room of the pieces' dtype"
# symptom = "the numbers are right, but float32 pieces, and integers, come back as float64"
# caught_by = "cat_forward"
# asks = ["What is the dtype of np.zeros(3)?", "Which dtype holds the numbers of all the pieces, and who can tell you?"]
def cat_forward(*arrays, dim=0):
    shape = list(arrays[0].shape)
    shape[dim] = sum(array.shape[dim] for array in arrays)
    joined = np.zeros(shape)
    rows, start = np.moveaxis(joined, dim, 0), 0
    for array in arrays:
        stop = start + array.shape[dim]
        rows[start:stop] = np.moveaxis(array, dim, 0)
        start = stop
    return joined
