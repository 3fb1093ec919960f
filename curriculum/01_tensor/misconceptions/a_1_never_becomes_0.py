# name = "a-1-never-becomes-0"
# exercise = "broadcast_shapes"
# believes = "the result has the larger of two lengths"
# symptom = "(3, 1) with (1, 0) gives (3, 1), though there is nothing to add"
# caught_by = "broadcast_shapes"
# asks = ["How many columns has the sum of one column and no columns?"]
def broadcast_shapes(a, b):
    ones = max(len(a), len(b))
    pairs = list(zip((1,) * (ones - len(a)) + tuple(a), (1,) * (ones - len(b)) + tuple(b)))
    if any(m != n and m != 1 and n != 1 for m, n in pairs):
        raise ValueError(f"{a} and {b} do not broadcast")
    return tuple(max(m, n) for m, n in pairs)
