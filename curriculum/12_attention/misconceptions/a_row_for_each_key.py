# name = "a-row-for-each-key"
# exercise = "causal_mask"
# believes = "rows and columns are the same"
# symptom = "the triangle is turned: keys look at queries"
# caught_by = "causal_mask"
# asks = ["What is one row of the mask: a query or a key?"]
def causal_mask(queries, keys=None, offset=0):
    keys = queries if keys is None else keys
    return np.arange(keys)[:, np.newaxis] <= offset + np.arange(queries)
