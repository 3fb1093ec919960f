# name = "only-the-first"
# exercise = "merge_pair"
# believes = "a pair stands in a word at most once"
# symptom = "the second occurrence stays as it was"
# caught_by = "merge_pair"
# asks = ["How often is an in banana?"]
def merge_pair(word, pair, new):
    for place in range(len(word) - 1):
        if word[place:place + 2] == pair:
            return word[:place] + (new,) + word[place + 2:]
    return word
