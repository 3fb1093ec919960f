# name = "in-either-order"
# exercise = "merge_pair"
# believes = "neighbours are a pair in either order"
# symptom = "ba is merged with ab"
# caught_by = "merge_pair"
# asks = ["Are on and no the same token?"]
def merge_pair(word, pair, new):
    merged, place = [], 0
    while place < len(word):
        found = word[place:place + 2] in (pair, pair[::-1])
        merged.append(new if found else word[place])
        place += 2 if found else 1
    return tuple(merged)
