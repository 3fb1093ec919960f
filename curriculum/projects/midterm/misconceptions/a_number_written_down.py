# name = "a-number-written-down"
# exercise = "score"
# believes = "the accuracy is known from an earlier run"
# symptom = "the number is the same whatever the answers are"
# caught_by = "score"
# asks = ["Which line of your function looks at the labels?", "What would it say of a network that is always wrong?"]
def score(answers, labels):
    n, p = len(labels), 0.9
    return p, 1.96 * math.sqrt(p * (1 - p) / (n + 4))
