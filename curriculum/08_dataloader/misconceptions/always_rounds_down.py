# name = "always-rounds-down"
# exercise = "count_batches"
# believes = "the length is n divided by the batch size"
# symptom = "one batch more comes than len() has said"
# caught_by = "count_batches"
# asks = ["How many batches do five examples make, two at a time?"]
def count_batches(n, batch_size, drop_last=False):
    return n // batch_size
