# name = "counted-once"
# exercise = "confusion"
# believes = "adding 1 at a list of places adds as often as a place is listed"
# symptom = "no entry is larger than 1"
# caught_by = "confusion"
# asks = ["What does counts[[0, 0]] += 1 leave in counts[0]?", "Which function of module 05 adds where places repeat?"]
def confusion(answers, labels, kinds=10):
    counts = np.zeros((kinds, kinds), int)
    counts[labels, answers] += 1
    return counts
