# name = "one-row-at-a-time"
# exercise = "take_rows"
# believes = "a batch is made row by row"
# symptom = "right, and many times slower"
# caught_by = "take_rows"
# asks = ["How often does your code ask the array?", "What may stand between the brackets besides one number?"]
def take_rows(arrays, rows):
    return tuple(np.array([array[row] for row in rows]) for array in arrays)
