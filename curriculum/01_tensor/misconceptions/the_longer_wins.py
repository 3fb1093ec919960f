# name = "the-longer-wins"
# exercise = "broadcast_shapes"
# believes = "the longer length is repeated into"
# symptom = "shapes that do not fit give a shape instead of an error"
# caught_by = "broadcast_shapes"
# asks = ["What should 2 against 3 become?", "Which lengths may be repeated?"]
def broadcast_shapes(a, b):
    ones = max(len(a), len(b))
    a, b = (1,) * (ones - len(a)) + tuple(a), (1,) * (ones - len(b)) + tuple(b)
    return tuple(max(m, n) for m, n in zip(a, b))
