# name = "zip-stops-at-the-shorter"
# exercise = "broadcast_shapes"
# believes = "zip walks to the end of the longer shape"
# symptom = "the result is as short as the shorter shape: the axes at the left are lost"
# caught_by = "broadcast_shapes"
# asks = ["How many pairs does zip make of a shape with two lengths and one with a single length?", "What does a missing length count as?"]
def broadcast_shapes(a, b):
    result = []
    for m, n in zip(reversed(a), reversed(b)):
        if m != n and m != 1 and n != 1:
            raise ValueError(f"shapes {a} and {b} do not broadcast: {m} against {n}")
        result.insert(0, n if m == 1 else m)
    return tuple(result)
