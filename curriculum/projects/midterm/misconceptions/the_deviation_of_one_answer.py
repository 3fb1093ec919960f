# name = "the-deviation-of-one-answer"
# exercise = "score"
# believes = "the margin is the deviation of being right"
# symptom = "the margin does not shrink when more pictures are asked"
# caught_by = "score"
# asks = ["What is your margin for 100 pictures, and for 10,000?", "Where does n stand in the formula?"]
def score(answers, labels):
    if answers.shape != labels.shape or answers.ndim != 1:
        raise ValueError(f"answers {answers.shape} do not fit labels {labels.shape}")
    right, n = int((answers == labels).sum()), len(labels)
    p = (right + 2) / (n + 4)
    return right / n, 1.96 * math.sqrt(p * (1 - p))
