# name = "returns-the-new-only"
# exercise = "write_on"
# believes = "the beginning is known already"
# symptom = "the text begins in the middle"
# caught_by = "write_on"
# asks = ["Which shape does the docstring promise?"]
def write_on(scores_of, ids, count, context, pick):
    start, ids = np.shape(ids)[1], np.array(ids)
    for _ in range(count):
        ids = np.concatenate([ids, pick(scores_of(ids[:, -context:]))[:, np.newaxis]], axis=1)
    return ids[:, start:]
