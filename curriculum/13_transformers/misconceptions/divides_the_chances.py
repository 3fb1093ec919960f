# name = "divides-the-chances"
# exercise = "next_token"
# believes = "the temperature belongs to the probabilities"
# symptom = "no effect at all: a factor is divided out"
# caught_by = "next_token"
# asks = ["What is left of a factor after dividing by the sum?", "Before or after softmax?"]
def next_token(scores, temperature=1.0, top_k=None, rng=None):
    if temperature == 0:
        return scores.argmax(axis=-1)
    if top_k is not None:
        scores = keep_top(scores, top_k)
    sums = np.cumsum(softmax_forward(scores.astype(np.float64)) / temperature, axis=-1)
    return (sums / sums[:, -1:] <= rng.random((len(scores), 1))).sum(axis=-1)
