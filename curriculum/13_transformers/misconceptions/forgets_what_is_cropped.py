# name = "forgets-what-is-cropped"
# exercise = "write_on"
# believes = "what the model does not see is not needed"
# symptom = "the text is never longer than the context"
# caught_by = "write_on"
# asks = ["What is left of the first line when the tenth is written?"]
def write_on(scores_of, ids, count, context, pick):
    ids = np.array(ids)
    for _ in range(count):
        ids = ids[:, -context:]
        ids = np.concatenate([ids, pick(scores_of(ids))[:, np.newaxis]], axis=1)
    return ids
