# name = "one-more-for-the-rest"
# exercise = "count_batches"
# believes = "there is always a rest"
# symptom = "one too many when the numbers divide evenly"
# caught_by = "count_batches"
# asks = ["How many batches do four examples make, two at a time?"]
def count_batches(n, batch_size, drop_last=False):
    return n // batch_size if drop_last else n // batch_size + 1
