# name = "old-pairs-stay-counted"
# exercise = "merge_everywhere"
# believes = "only the new pairs change"
# symptom = "pairs that have gone are still the most frequent ones"
# caught_by = "merge_everywhere"
# asks = ["How often is st left after es has become a token?", "What did the old word contribute?"]
def merge_everywhere(words, times, counts, where, pair, new):
    born = set()
    for number in where.pop(pair):
        words[number] = word = words[number].replace(pair, new)
        for here in pairs_of(word):
            if new in here:
                counts[here] = counts.get(here, 0) + times[number]
                if number not in where.setdefault(here, []):
                    where[here].append(number)
                    born.add(here)
    return born
