# name = "order-of-the-walk"
# exercise = "history"
# believes = "the walk meets the youngest first"
# symptom = "a tensor can come before one that was made of it"
# caught_by = "history"
# asks = ["b was made of a. Which of them did your walk meet first, and by which way?"]
def history(root):
    found, seen, waiting = [], set(), [root]
    while waiting:
        x = waiting.pop()
        if isinstance(x, Tensor) and x.origin is not None and id(x) not in seen:
            seen.add(id(x))
            found.append(x)
            waiting.extend(reversed(x.origin[2]))
    return found
