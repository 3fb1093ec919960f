# name = "the-last-one-wins"
# exercise = "add_rows"
# believes = "an assignment with an index adds up"
# symptom = "words that occur twice keep one gradient only"
# caught_by = "add_rows"
# asks = ["What does NumPy do with total[[1, 1]] += rows?", "How often is each place written to?"]
def add_rows(ids, rows, count):
    total = np.zeros((count, rows.shape[1]), rows.dtype)
    total[ids] += rows
    return total
