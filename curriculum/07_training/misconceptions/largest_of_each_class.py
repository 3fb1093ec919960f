# name = "largest-of-each-class"
# exercise = "accuracy"
# believes = "argmax runs over the examples"
# symptom = "shapes clash, or chance level"
# caught_by = "accuracy"
# asks = ["How many answers should there be, N or C?"]
def accuracy(scores, targets):
    if scores.shape == targets.shape:
        right = (scores > 0) == (targets > 0.5)
    elif scores.ndim == 2 and scores.shape[1] > 1 and targets.shape == scores.shape[:1]:
        right = np.resize(scores.argmax(axis=0), len(targets)) == targets
    else:
        raise ValueError(f"scores {scores.shape} do not fit targets {targets.shape}")
    return float(right.mean())
