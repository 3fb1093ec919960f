# name = "one-row-at-a-time"
# exercise = "add_rows"
# believes = "a loop over the rows is what a sum is"
# symptom = "right, and slow: a step in Python for each token"
# caught_by = "add_rows"
# asks = ["How many times does Python go around your loop for a batch of 8,192 tokens?"]
def add_rows(ids, rows, count):
    total = np.zeros((count, rows.shape[1]), rows.dtype)
    for i, row in zip(ids, rows):
        total[i] += row
    return total
