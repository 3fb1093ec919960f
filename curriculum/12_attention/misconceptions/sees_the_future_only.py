# name = "sees-the-future-only"
# exercise = "causal_mask"
# believes = "the triangle is the upper one"
# symptom = "every query sees itself and what comes later"
# caught_by = "causal_mask"
# asks = ["What may the first query see?", "Which j are not later than i?"]
def causal_mask(queries, keys=None, offset=0):
    keys = queries if keys is None else keys
    return np.arange(keys) >= offset + np.arange(queries)[:, np.newaxis]
