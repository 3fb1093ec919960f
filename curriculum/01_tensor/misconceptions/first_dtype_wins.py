# name = "first-dtype-wins"
# exercise = "cat_forward"
# believes = "the first array's dtype is the result's"
# symptom = "0.5 becomes 0 beside integers"
# caught_by = "cat_forward"
# asks = ["What does an int64 array make of 0.5 when it is written into it?"]
def cat_forward(*arrays, dim=0):
    return np.concatenate(arrays, axis=dim).astype(arrays[0].dtype)
