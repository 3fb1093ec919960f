# name = "zero-instead-of-minus-infinity"
# exercise = "keep_top"
# believes = "what is out gets the score 0"
# symptom = "a score of 0 has the weight 1 in softmax: what was hopeless becomes likely"
# caught_by = "keep_top"
# asks = ["What is the exponential of 0?"]
def keep_top(scores, k):
    kth = np.sort(scores, axis=-1)[:, -min(k, scores.shape[-1]), np.newaxis]
    return np.where(scores < kth, 0.0, scores).astype(scores.dtype)
