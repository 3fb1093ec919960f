# name = "only-too-large"
# exercise = "require_labels"
# believes = "labels can only be too large"
# symptom = "-1 passes and is taken for the last class"
# caught_by = "require_labels"
# asks = ["Which row does index -1 pick?", "How do data sets often write an unknown label?"]
def require_labels(labels, classes, ignore_index=-100):
    if labels.dtype.kind not in "iu":
        raise TypeError(f"labels are class ids, integers, not {labels.dtype}")
    counted = labels[labels != ignore_index]
    if counted.size == 0:
        raise ValueError("the batch is empty: there is no label that counts")
    if counted.max() >= classes:
        raise ValueError(f"label {counted.max()} is not among the classes 0 to {classes - 1}")
