# name = "counts-only-once"
# exercise = "learn_merges"
# believes = "the most frequent pairs of the text are the merges"
# symptom = "the first merge is right, and no token ever has three letters"
# caught_by = "learn_merges"
# asks = ["What has changed after the first merge?", "Can est be found without counting again?"]
def learn_merges(words, count):
    counts = count_pairs(words)
    return sorted(counts, key=counts.get, reverse=True)[:count]
