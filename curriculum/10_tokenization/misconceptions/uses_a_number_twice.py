# name = "uses-a-number-twice"
# exercise = "merge_pair"
# believes = "every place where the pair stands is replaced"
# symptom = "right until a pair of equal numbers stands three times in a row"
# caught_by = "merge_pair"
# asks = ["How often is aa in aaa if no letter may be used twice?", "By how much does your place move on after a merge?"]
def merge_pair(word, pair, new):
    merged, place = [], 0
    while place < len(word):
        if word[place:place + 2] == pair:
            merged.append(new)
        elif place == 0 or word[place - 1:place + 1] != pair:
            merged.append(word[place])
        place += 1
    return tuple(merged)
