# name = "multiplies-by-the-temperature"
# exercise = "next_token"
# believes = "hot means large scores"
# symptom = "low temperatures make everything alike, high ones pick the best"
# caught_by = "next_token"
# asks = ["What do odds of 2 : 5 become when scores are doubled?", "At which temperature should the best win?"]
def next_token(scores, temperature=1.0, top_k=None, rng=None):
    if temperature == 0:
        return scores.argmax(axis=-1)
    if top_k is not None:
        scores = keep_top(scores, top_k)
    sums = np.cumsum(softmax_forward(scores.astype(np.float64) * temperature), axis=-1)
    return (sums / sums[:, -1:] <= rng.random((len(scores), 1))).sum(axis=-1)
