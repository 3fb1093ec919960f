# name = "once-for-each-word"
# exercise = "index_pairs"
# believes = "a pair counts once in a word"
# symptom = "counts are too small where a pair stands twice in a word"
# caught_by = "index_pairs"
# asks = ["How often is aa among the neighbours of aaaa?"]
def index_pairs(words, times):
    counts, where = {}, {}
    for number, word in enumerate(words):
        for pair in dict.fromkeys(pairs_of(word)):
            counts[pair] = counts.get(pair, 0) + times[number]
            where.setdefault(pair, []).append(number)
    return counts, where
