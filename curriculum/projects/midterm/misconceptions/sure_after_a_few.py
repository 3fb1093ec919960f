# name = "sure-after-a-few"
# exercise = "score"
# believes = "the margin follows from the measured share"
# symptom = "all right, or all wrong, has a margin of 0, however few were asked"
# caught_by = "score"
# asks = ["Three right of three: how sure are you of the fourth?", "For what does the formula count two right and two wrong answers more?"]
def score(answers, labels):
    if answers.shape != labels.shape or answers.ndim != 1:
        raise ValueError(f"answers {answers.shape} do not fit labels {labels.shape}")
    right = float((answers == labels).mean())
    return right, 1.96 * math.sqrt(right * (1 - right) / len(labels))
