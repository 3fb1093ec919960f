# name = "forgets-top-k"
# exercise = "next_token"
# believes = "unlikely words are rare enough"
# symptom = "words that top_k excludes are drawn"
# caught_by = "next_token"
# asks = ["Which of your arguments do you never use?"]
def next_token(scores, temperature=1.0, top_k=None, rng=None):
    if temperature == 0:
        return scores.argmax(axis=-1)
    sums = np.cumsum(softmax_forward(scores.astype(np.float64) / temperature), axis=-1)
    return (sums / sums[:, -1:] <= rng.random((len(scores), 1))).sum(axis=-1)
