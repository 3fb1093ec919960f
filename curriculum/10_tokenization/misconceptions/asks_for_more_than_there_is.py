# name = "asks-for-more-than-there-is"
# exercise = "learn_merges"
# believes = "there is always another pair"
# symptom = "an error when every word is one token"
# caught_by = "learn_merges"
# asks = ["What is left to be merged in a word of one token?"]
def learn_merges(words, count):
    merges = []
    for number in range(count):
        counts = count_pairs(words)
        best = max(counts, key=counts.get)
        words = {merge_pair(word, best, 256 + number): times for word, times in words.items()}
        merges.append(best)
    return merges
