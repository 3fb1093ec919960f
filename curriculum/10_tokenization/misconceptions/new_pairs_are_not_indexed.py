# name = "new-pairs-are-not-indexed"
# exercise = "merge_everywhere"
# believes = "the index is made once"
# symptom = "tokens of three letters and more are never found"
# caught_by = "merge_everywhere"
# asks = ["Where does est stand, and who knows it?", "Which pairs did not exist before this merge?"]
def merge_everywhere(words, times, counts, where, pair, new):
    born = set()
    for number in where.pop(pair):
        old = words[number]
        words[number] = word = old.replace(pair, new)
        for gone in pairs_of(old):
            counts[gone] -= times[number]
        for here in pairs_of(word):
            counts[here] = counts.get(here, 0) + times[number]
            if new in here:
                born.add(here)
    return born
