# name = "hard-coded-float32"
# exercise = "to_array"
# believes = "every tensor is float32"
# symptom = "integers, masks and requested dtypes all come back as float32"
# caught_by = "to_array"
# asks = ["What would you do with a label of 3.0 as an index?", "Which argument of the function does your code never use?"]
def to_array(data, dtype=None):
    return np.array(data, dtype=np.float32)
