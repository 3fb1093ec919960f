# name = "always-drops-the-rest"
# exercise = "batch_rows"
# believes = "only full batches count"
# symptom = "the last examples never come, without drop_last"
# caught_by = "batch_rows"
# asks = ["How many rows come out of five, in pieces of two?", "Which line looks at drop_last?"]
def batch_rows(order, batch_size, drop_last=False):
    for start in range(0, len(order) - batch_size + 1, batch_size):
        yield order[start:start + batch_size]
