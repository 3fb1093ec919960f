# name = "leaves-are-listed"
# exercise = "history"
# believes = "every tensor on the way belongs to the list"
# symptom = "weights and data are listed, and have no operation to ask"
# caught_by = "history"
# asks = ["What is the origin of a weight?"]
def history(root):
    found, seen, waiting = [], set(), [root]
    while waiting:
        x = waiting.pop()
        if isinstance(x, Tensor) and id(x) not in seen:
            seen.add(id(x))
            found.append(x)
            waiting.extend(x.origin[2] if x.origin else ())
    return sorted(found, key=lambda x: x.origin[0] if x.origin else 1)
