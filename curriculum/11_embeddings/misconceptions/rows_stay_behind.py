# name = "rows-stay-behind"
# exercise = "add_rows"
# believes = "sorting the ids is enough"
# symptom = "right for one kind of row, else gradients go to other words"
# caught_by = "add_rows"
# asks = ["After sorting, which row belongs to the first id?"]
def add_rows(ids, rows, count):
    ids = np.sort(ids, kind="stable")
    starts = np.flatnonzero(np.diff(ids, prepend=-1))
    total = np.zeros((count, rows.shape[1]), rows.dtype)
    total[ids[starts]] = np.add.reduceat(rows, starts, axis=0)
    return total
