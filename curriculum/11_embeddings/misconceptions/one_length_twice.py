# name = "one-length-twice"
# exercise = "cosine_similarity"
# believes = "both vectors have the same length"
# symptom = "right for vectors of one length, else off by their ratio"
# caught_by = "cosine_similarity"
# asks = ["Which lengths stand below the line?"]
def cosine_similarity(x1, x2, dim=1, eps=1e-8):
    return (x1 * x2).sum(axis=dim) / ((x1 * x1).sum(axis=dim) + eps * eps)
