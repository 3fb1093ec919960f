# name = "divides-by-no-length"
# exercise = "cosine_similarity"
# believes = "no vector is zero"
# symptom = "NaN for the padding"
# caught_by = "cosine_similarity"
# asks = ["Which row of a table is zero by intention?", "What is 0 / 0?"]
def cosine_similarity(x1, x2, dim=1, eps=1e-8):
    first = (x1 * x1).sum(axis=dim) ** 0.5
    second = (x2 * x2).sum(axis=dim) ** 0.5
    return (x1 * x2).sum(axis=dim) / (first * second)
