# name = "ignores-all-negatives"
# exercise = "require_labels"
# believes = "negative labels are there to be ignored"
# symptom = "-1 passes as if it were ignore_index"
# caught_by = "require_labels"
# asks = ["Which one value marks what is to be ignored?", "What will nll_loss_forward do with -1?"]
def require_labels(labels, classes, ignore_index=-100):
    if labels.dtype.kind not in "iu":
        raise TypeError(f"labels are class ids, integers, not {labels.dtype}")
    counted = labels[labels >= 0]
    if counted.size == 0:
        raise ValueError("the batch is empty: there is no label that counts")
    if counted.max() >= classes:
        raise ValueError(f"label {counted.max()} is not among the classes 0 to {classes - 1}")
