# name = "drops-the-last-piece"
# exercise = "batch_rows"
# believes = "drop_last takes the last piece away"
# symptom = "a full last piece is missing when the numbers divide evenly"
# caught_by = "batch_rows"
# asks = ["What is in the last piece of four rows, two at a time?", "When is there something to drop?"]
def batch_rows(order, batch_size, drop_last=False):
    pieces = [order[start:start + batch_size] for start in range(0, len(order), batch_size)]
    yield from pieces[:-1] if drop_last else pieces
