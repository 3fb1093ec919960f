# name = "keeps-the-worst"
# exercise = "keep_top"
# believes = "sorted rows begin with the best"
# symptom = "the k worst stay"
# caught_by = "keep_top"
# asks = ["At which end of a sorted row are the large numbers?"]
def keep_top(scores, k):
    kth = np.sort(scores, axis=-1)[:, min(k, scores.shape[-1]) - 1, np.newaxis]
    return np.where(scores > kth, -np.inf, scores)
