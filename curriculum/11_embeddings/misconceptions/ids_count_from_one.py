# name = "ids-count-from-one"
# exercise = "one_hot"
# believes = "the first word has the id 1"
# symptom = "every 1 stands one place too far to the left, id 0 has none"
# caught_by = "one_hot"
# asks = ["Which id has the first row of the table?"]
def one_hot(ids, count):
    return (ids[..., np.newaxis] - 1 == np.arange(count)).astype(np.float32)
