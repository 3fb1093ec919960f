# name = "k-is-always-small"
# exercise = "keep_top"
# believes = "nobody asks for more than there are"
# symptom = "an IndexError for k above V"
# caught_by = "keep_top"
# asks = ["What if the vocabulary has four words and k is ten?"]
def keep_top(scores, k):
    kth = np.sort(scores, axis=-1)[:, -k, np.newaxis]
    return np.where(scores < kth, -np.inf, scores)
