# name = "names-the-filled-shapes"
# exercise = "broadcast_shapes"
# believes = "a shape with ones put in front is still the caller's shape"
# symptom = "the error speaks of a shape (1, 2) that nobody wrote"
# caught_by = "broadcast_shapes"
# asks = ["Which two shapes did the caller hand in?", "What do a and b hold by the time the error is raised?"]
def broadcast_shapes(a, b):
    axes = max(len(a), len(b))
    a, b = (1,) * (axes - len(a)) + tuple(a), (1,) * (axes - len(b)) + tuple(b)
    if any(m != n and m != 1 and n != 1 for m, n in zip(a, b)):
        raise ValueError(f"shapes {a} and {b} do not broadcast")
    return tuple(n if m == 1 else m for m, n in zip(a, b))
