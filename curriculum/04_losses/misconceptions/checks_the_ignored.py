# name = "checks-the-ignored"
# exercise = "require_labels"
# believes = "every label must be in range"
# symptom = "the padding's -100 is refused"
# caught_by = "require_labels"
# asks = ["What is ignore_index for?", "Which labels should be looked at?"]
def require_labels(labels, classes, ignore_index=-100):
    if labels.dtype.kind not in "iu":
        raise TypeError(f"labels are class ids, integers, not {labels.dtype}")
    if not (labels != ignore_index).any():
        raise ValueError("the batch is empty: there is no label that counts")
    wrong = labels[(labels < 0) | (labels >= classes)]
    if wrong.size:
        raise ValueError(f"label {wrong[0]} is not among the classes 0 to {classes - 1}")
