# name = "queries-start-at-place-zero"
# exercise = "causal_mask"
# believes = "the first query stands at place 0"
# symptom = "right for whole texts; one new word sees the first key only"
# caught_by = "causal_mask"
# asks = ["Which of your arguments do you never use?", "Where does the query stand that continues a text of ten words?"]
def causal_mask(queries, keys=None, offset=0):
    keys = queries if keys is None else keys
    return np.arange(keys) <= np.arange(queries)[:, np.newaxis]
