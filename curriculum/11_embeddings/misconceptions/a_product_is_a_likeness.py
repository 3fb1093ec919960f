# name = "a-product-is-a-likeness"
# exercise = "cosine_similarity"
# believes = "the product of two vectors says how alike they are"
# symptom = "long vectors are like everything"
# caught_by = "cosine_similarity"
# asks = ["What is the likeness of a vector with ten times itself?"]
def cosine_similarity(x1, x2, dim=1, eps=1e-8):
    return (x1 * x2).sum(axis=dim)
