# name = "whole-floats-will-do"
# exercise = "require_labels"
# believes = "1.0 is an id as good as 1"
# symptom = "labels of dtype float64 pass"
# caught_by = "require_labels"
# asks = ["What does NumPy say to x[1.0]?", "Which dtype have targets that should have gone to another loss?"]
def require_labels(labels, classes, ignore_index=-100):
    counted = labels[labels != ignore_index]
    if counted.size == 0:
        raise ValueError("the batch is empty: there is no label that counts")
    wrong = counted[(counted < 0) | (counted >= classes)]
    if wrong.size:
        raise ValueError(f"label {wrong[0]} is not among the classes 0 to {classes - 1}")
