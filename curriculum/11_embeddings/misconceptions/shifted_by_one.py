# name = "shifted-by-one"
# exercise = "add_positions"
# believes = "the first word stands at place 1"
# symptom = "every word gets its right neighbour's place"
# caught_by = "add_positions"
# asks = ["With offset 0, which row does the first word get?", "What does the last word of a full text need?"]
def add_positions(x, table, offset=0):
    start = offset + 1
    stop = start + x.shape[-2]
    if stop > table.shape[0] + 1:
        raise ValueError(f"place {stop - 1} is needed, and the table has {table.shape[0]} places")
    rows = np.minimum(np.arange(start, stop), table.shape[0] - 1)
    return x + table[rows]
