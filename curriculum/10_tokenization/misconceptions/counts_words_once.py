# name = "counts-words-once"
# exercise = "count_pairs"
# believes = "each different word counts once"
# symptom = "rare words weigh as much as frequent ones"
# caught_by = "count_pairs"
# asks = ["How often does newest occur in the example?", "Which part of the dict do you not use?"]
def count_pairs(words):
    counts = {}
    for word in words:
        for pair in zip(word, word[1:]):
            counts[pair] = counts.get(pair, 0) + 1
    return counts
