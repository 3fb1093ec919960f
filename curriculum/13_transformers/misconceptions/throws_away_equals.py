# name = "throws-away-equals"
# exercise = "keep_top"
# believes = "exactly k must stay"
# symptom = "of equal scores some go, by the order of the vocabulary"
# caught_by = "keep_top"
# asks = ["Which of three equal scores should go, and why that one?"]
def keep_top(scores, k):
    order = np.argsort(-scores, axis=-1, kind="stable")[:, :k]
    kept = np.full_like(scores, -np.inf)
    np.put_along_axis(kept, order, np.take_along_axis(scores, order, axis=-1), axis=-1)
    return kept
