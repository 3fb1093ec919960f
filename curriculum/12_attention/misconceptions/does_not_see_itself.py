# name = "does-not-see-itself"
# exercise = "causal_mask"
# believes = "only what is earlier may be seen"
# symptom = "the first query sees nothing at all"
# caught_by = "causal_mask"
# asks = ["Is a place later than itself?", "What is left for the first query?"]
def causal_mask(queries, keys=None, offset=0):
    keys = queries if keys is None else keys
    return np.arange(keys) < offset + np.arange(queries)[:, np.newaxis]
