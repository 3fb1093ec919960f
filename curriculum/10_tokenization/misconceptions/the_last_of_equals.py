# name = "the-last-of-equals"
# exercise = "learn_merges"
# believes = "it does not matter which of equally frequent pairs is merged"
# symptom = "as good, but other merges than everybody else's"
# caught_by = "learn_merges"
# asks = ["Which of e s, s t and t _ is met first?", "Would two machines agree?"]
def learn_merges(words, count):
    merges = []
    while len(merges) < count:
        counts = count_pairs(words)
        if not counts:
            break
        best = max(reversed(counts), key=counts.get)
        words = {merge_pair(word, best, 256 + len(merges)): times for word, times in words.items()}
        merges.append(best)
    return merges
