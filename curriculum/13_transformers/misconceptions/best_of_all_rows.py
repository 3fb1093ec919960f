# name = "best-of-all-rows"
# exercise = "keep_top"
# believes = "the k best of the array"
# symptom = "a row without a high score loses everything"
# caught_by = "keep_top"
# asks = ["How many are left in each row?"]
def keep_top(scores, k):
    kth = np.sort(scores, axis=None)[-min(k * len(scores), scores.size)]
    return np.where(scores < kth, -np.inf, scores)
