# name = "keeps-the-beginning"
# exercise = "write_on"
# believes = "the context is the beginning of the text"
# symptom = "a long text never changes what is shown, and repeats one word"
# caught_by = "write_on"
# asks = ["Which ids matter most for the next one?"]
def write_on(scores_of, ids, count, context, pick):
    ids = np.array(ids)
    for _ in range(count):
        ids = np.concatenate([ids, pick(scores_of(ids[:, :context]))[:, np.newaxis]], axis=1)
    return ids
