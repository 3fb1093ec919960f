# name = "sees-one-too-far"
# exercise = "causal_mask"
# believes = "the next place is the one to be guessed, so it belongs to it"
# symptom = "every query sees the answer"
# caught_by = "causal_mask"
# asks = ["What is at place i + 1 while the model learns?"]
def causal_mask(queries, keys=None, offset=0):
    keys = queries if keys is None else keys
    return np.arange(keys) <= offset + 1 + np.arange(queries)[:, np.newaxis]
