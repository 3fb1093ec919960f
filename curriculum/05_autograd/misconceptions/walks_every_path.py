# name = "walks-every-path"
# exercise = "history"
# believes = "what is met again is new"
# symptom = "a tensor that was used twice is listed twice, and doublings never end"
# caught_by = "history"
# asks = ["How often was a listed?", "How many paths lead through sixty doublings?"]
def history(root):
    found, waiting = [], [root]
    while waiting and len(found) < 100_000:
        x = waiting.pop()
        if isinstance(x, Tensor) and x.origin is not None:
            found.append(x)
            waiting.extend(x.origin[2])
    return sorted(found, key=lambda x: x.origin[0])
