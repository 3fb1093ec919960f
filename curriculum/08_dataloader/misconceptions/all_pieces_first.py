# name = "all-pieces-first"
# exercise = "batch_rows"
# believes = "a list of all pieces is as good as pieces one at a time"
# symptom = "right pieces; nothing begins before the last of them has been cut"
# caught_by = "batch_rows"
# asks = ["How many pieces exist when the first one is used?", "Which word hands out one piece and goes on later?"]
def batch_rows(order, batch_size, drop_last=False):
    end = len(order) - len(order) % batch_size if drop_last else len(order)
    return [order[start:start + batch_size] for start in range(0, end, batch_size)]
