# name = "the-context-has-no-end"
# exercise = "write_on"
# believes = "a model reads whatever it is shown"
# symptom = "an error about places as soon as the text is longer than the context"
# caught_by = "write_on"
# asks = ["How many ids may the model be shown?"]
def write_on(scores_of, ids, count, context, pick):
    ids = np.array(ids)
    for _ in range(count):
        ids = np.concatenate([ids, pick(scores_of(ids))[:, np.newaxis]], axis=1)
    return ids
