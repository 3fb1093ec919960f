# name = "looks-at-every-word"
# exercise = "merge_everywhere"
# believes = "replacing in all words is fast enough"
# symptom = "right, and as slow as before"
# caught_by = "merge_everywhere"
# asks = ["How many words does one merge look at?", "What is the index for?"]
def merge_everywhere(words, times, counts, where, pair, new):
    born = set()
    where.pop(pair)
    for number in range(len(words)):
        old = words[number]
        words[number] = word = old.replace(pair, new)
        for gone in pairs_of(old):
            counts[gone] -= times[number]
        for here in pairs_of(word):
            counts[here] = counts.get(here, 0) + times[number]
            if new in here and number not in where.setdefault(here, [])[-1:]:
                where[here].append(number)
                born.add(here)
    return born
