# name = "joins-rows-only"
# exercise = "cat_forward"
# believes = "joining means putting below each other"
# symptom = "right for dim=0 only"
# caught_by = "cat_forward"
# asks = ["Where does your code use dim?"]
def cat_forward(*arrays, dim=0):
    return np.concatenate(arrays, axis=0)
