# name = "lets-them-broadcast"
# exercise = "accuracy"
# believes = "if NumPy compares them, they fit"
# symptom = "an accuracy near one half, whatever the model says; or no error for (N, 1) against (N,)"
# caught_by = "accuracy"
# asks = ["What is the shape of (4, 1) == (4,)?"]
def accuracy(scores, targets):
    if scores.ndim == 2 and scores.shape[1] > 1:
        if targets.shape != scores.shape[:1]:
            raise ValueError(f"scores {scores.shape} do not fit targets {targets.shape}")
        return float((scores.argmax(axis=1) == targets).mean())
    return float(((scores > 0) == (targets > 0.5)).mean())
