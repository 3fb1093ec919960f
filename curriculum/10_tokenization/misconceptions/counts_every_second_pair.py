# name = "counts-every-second-pair"
# exercise = "count_pairs"
# believes = "pairs do not overlap"
# symptom = "half of the pairs are missing"
# caught_by = "count_pairs"
# asks = ["Which pairs are in abc?", "Where does the second one begin?"]
def count_pairs(words):
    counts = {}
    for word, times in words.items():
        for pair in zip(word[::2], word[1::2]):
            counts[pair] = counts.get(pair, 0) + times
    return counts
