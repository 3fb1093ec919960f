# name = "rows-are-answers"
# exercise = "confusion"
# believes = "rows are what was answered"
# symptom = "the matrix is turned over: its rows do not add up to the number of pictures of a kind"
# caught_by = "confusion"
# asks = ["What should row 0 add up to?"]
def confusion(answers, labels, kinds=10):
    counts = np.zeros((kinds, kinds), int)
    np.add.at(counts, (answers, labels), 1)
    return counts
