# name = "divides-by-zero"
# exercise = "relative_error"
# believes = "one of two gradients is always different from 0"
# symptom = "0 and 0 give nan instead of 0"
# caught_by = "relative_error"
# asks = ["What is the larger of |0| and |0|?", "What is the third number in the formula for?"]
def relative_error(a, b):
    with np.errstate(invalid="ignore"):
        return np.abs(a - b) / np.maximum(np.abs(a), np.abs(b))
