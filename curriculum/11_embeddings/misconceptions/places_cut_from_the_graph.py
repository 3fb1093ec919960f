# name = "places-cut-from-the-graph"
# exercise = "add_positions"
# believes = "positions are numbers, not something learned"
# symptom = "learned places never learn: their gradient is None"
# caught_by = "add_positions"
# asks = ["What happens to a table of parameters when only its .data is used?"]
def add_positions(x, table, offset=0):
    stop = offset + x.shape[-2]
    if stop > table.shape[0]:
        raise ValueError(f"place {stop - 1} is needed, and the table has {table.shape[0]} places")
    return x + table.data[offset:stop]
