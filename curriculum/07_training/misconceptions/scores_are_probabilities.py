# name = "scores-are-probabilities"
# exercise = "accuracy"
# believes = "a score above one half says 1"
# symptom = "right answers with a score between 0 and 0.5 count as wrong"
# caught_by = "accuracy"
# asks = ["Which score has the probability 0.5?"]
def accuracy(scores, targets):
    if scores.shape == targets.shape:
        right = (scores > 0.5) == (targets > 0.5)
    elif scores.ndim == 2 and scores.shape[1] > 1 and targets.shape == scores.shape[:1]:
        right = scores.argmax(axis=1) == targets
    else:
        raise ValueError(f"scores {scores.shape} do not fit targets {targets.shape}")
    return float(right.mean())
