# name = "broadcast-answers"
# exercise = "score"
# believes = "NumPy complains if shapes do not fit"
# symptom = "answers of shape (N, 1) are compared with all labels, without an error"
# caught_by = "score"
# asks = ["What is the shape of a comparison of (4, 1) with (4,)?"]
def score(answers, labels):
    right, n = int((answers == labels).sum()), len(labels)
    p = (right + 2) / (n + 4)
    return right / n, 1.96 * math.sqrt(p * (1 - p) / (n + 4))
