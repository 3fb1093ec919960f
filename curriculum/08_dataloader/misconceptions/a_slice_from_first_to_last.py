# name = "a-slice-from-first-to-last"
# exercise = "take_rows"
# believes = "the rows of a batch lie side by side"
# symptom = "right without shuffling, wrong rows with it"
# caught_by = "take_rows"
# asks = ["Which rows are asked for by [3, 0]?", "When do rows lie side by side?"]
def take_rows(arrays, rows):
    return tuple(np.array(array[min(rows):max(rows) + 1]) for array in arrays)
