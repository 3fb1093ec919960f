# name = "one-draw-for-all-rows"
# exercise = "next_token"
# believes = "one random number is enough"
# symptom = "all rows of a batch write the same"
# caught_by = "next_token"
# asks = ["How many numbers do four rows need?"]
def next_token(scores, temperature=1.0, top_k=None, rng=None):
    if temperature == 0:
        return scores.argmax(axis=-1)
    if top_k is not None:
        scores = keep_top(scores, top_k)
    sums = np.cumsum(softmax_forward(scores.astype(np.float64) / temperature), axis=-1)
    return (sums / sums[:, -1:] <= rng.random((1, 1))).sum(axis=-1)
