# name = "nearest-first"
# exercise = "history"
# believes = "what is fewer steps away is younger"
# symptom = "a tensor that was used again much later comes too early"
# caught_by = "history"
# asks = ["d was made of a and of c, and c of a. Which of the two is older?", "What tells the age: the number of steps from the root, or origin?"]
def history(root):
    found, seen, waiting = [], set(), [root]
    while waiting:
        x = waiting.pop(0)
        if isinstance(x, Tensor) and x.origin is not None and id(x) not in seen:
            seen.add(id(x))
            found.append(x)
            waiting.extend(x.origin[2])
    return found
