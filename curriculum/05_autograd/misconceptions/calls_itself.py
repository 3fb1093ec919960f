# name = "calls-itself"
# exercise = "history"
# believes = "a tree is walked by recursion"
# symptom = "right, until the chain is a thousand operations long"
# caught_by = "history"
# asks = ["How many calls are open when the walk reaches the first of ten thousand operations?"]
def history(root):
    found, seen = [], set()

    def visit(x):
        if isinstance(x, Tensor) and x.origin is not None and id(x) not in seen:
            seen.add(id(x))
            found.append(x)
            for part in x.origin[2]:
                visit(part)

    visit(root)
    return sorted(found, key=lambda x: x.origin[0])
