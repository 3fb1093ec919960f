# name = "zero-is-a-temperature-like-others"
# exercise = "next_token"
# believes = "temperature 0 works by itself"
# symptom = "a division by zero for greedy writing"
# caught_by = "next_token"
# asks = ["What are scores divided by 0?"]
def next_token(scores, temperature=1.0, top_k=None, rng=None):
    if top_k is not None:
        scores = keep_top(scores, top_k)
    sums = np.cumsum(softmax_forward(scores.astype(np.float64) / temperature), axis=-1)
    return (sums / sums[:, -1:] <= rng.random((len(scores), 1))).sum(axis=-1)
