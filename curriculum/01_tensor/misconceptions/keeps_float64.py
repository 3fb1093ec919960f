# name = "keeps-float64"
# exercise = "to_array"
# believes = "NumPy's choice of dtype is as good as any"
# symptom = "data with a decimal point stay float64"
# caught_by = "to_array"
# asks = ["How many bytes does one of your numbers take, and how many does it need?", "What does NumPy choose for [1.5]?"]
def to_array(data, dtype=None):
    return np.array(data, dtype=dtype)
