# name = "signs-are-lost"
# exercise = "relative_error"
# believes = "the sizes are what has to agree"
# symptom = "-2 and 2 count as equal"
# caught_by = "relative_error"
# asks = ["In which direction would a step along -2 go, and along 2?", "What is |-2| - |2|?"]
def relative_error(a, b):
    larger = np.maximum(np.abs(a), np.abs(b))
    return np.abs(np.abs(a) - np.abs(b)) / np.maximum(larger, 1e-8)
