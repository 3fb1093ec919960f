# name = "one-class-too-many"
# exercise = "require_labels"
# believes = "three classes are 0 to 3"
# symptom = "a label equal to the number of classes passes"
# caught_by = "require_labels"
# asks = ["Which ids do three classes have?"]
def require_labels(labels, classes, ignore_index=-100):
    if labels.dtype.kind not in "iu":
        raise TypeError(f"labels are class ids, integers, not {labels.dtype}")
    counted = labels[labels != ignore_index]
    if counted.size == 0:
        raise ValueError("the batch is empty: there is no label that counts")
    wrong = counted[(counted < 0) | (counted > classes)]
    if wrong.size:
        raise ValueError(f"label {wrong[0]} is not among the classes 0 to {classes - 1}")
