# name = "scores-once"
# exercise = "write_on"
# believes = "the scores say all that follows"
# symptom = "every new id is drawn from the same scores"
# caught_by = "write_on"
# asks = ["What did the model see when it chose the second new id?"]
def write_on(scores_of, ids, count, context, pick):
    ids = np.array(ids)
    scores = scores_of(ids[:, -context:])
    for _ in range(count):
        ids = np.concatenate([ids, pick(scores)[:, np.newaxis]], axis=1)
    return ids
