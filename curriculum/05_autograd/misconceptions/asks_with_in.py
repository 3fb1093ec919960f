# name = "asks-with-in"
# exercise = "history"
# believes = "`in` finds out whether a tensor was met before"
# symptom = "an error that a truth value is ambiguous: `in` compares number by number with ==, and is slow for long lists"
# caught_by = "history"
# asks = ["What does == give for two tensors of two numbers?", "Which number tells one object from another, whatever it holds?"]
def history(root):
    found, waiting = [], [root]
    while waiting:
        x = waiting.pop()
        if isinstance(x, Tensor) and x.origin is not None and x not in found:
            found.append(x)
            waiting.extend(x.origin[2])
    return sorted(found, key=lambda x: x.origin[0])
