# name = "a-word-for-each-time"
# exercise = "index_pairs"
# believes = "a word is listed for each time that the pair is in it"
# symptom = "words like banana are listed twice, and would be counted twice"
# caught_by = "index_pairs"
# asks = ["How often is word 0 listed for an in banana?", "Which list may never hold a number twice?"]
def index_pairs(words, times):
    counts, where = {}, {}
    for number, word in enumerate(words):
        for pair in pairs_of(word):
            counts[pair] = counts.get(pair, 0) + times[number]
            where.setdefault(pair, []).append(number)
    return counts, where
