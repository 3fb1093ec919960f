# name = "leaves-the-join-to-numpy"
# exercise = "cat_forward"
# believes = "calling np.concatenate is writing it"
# symptom = "the numbers are right, and nothing was put in its place here"
# caught_by = "cat_forward"
# asks = ["At which row of the result does the second piece begin, and which line of yours says so?"]
def cat_forward(*arrays, dim=0):
    return np.concatenate(arrays, axis=dim)
