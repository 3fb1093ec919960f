# name = "stacks-instead"
# exercise = "cat_forward"
# believes = "joining adds an axis"
# symptom = "an axis too many, or an error when the lengths differ"
# caught_by = "cat_forward"
# asks = ["How many axes has the result in the docstring's example?", "What is the difference between cat and stack?"]
def cat_forward(*arrays, dim=0):
    return np.stack(arrays, axis=dim)
