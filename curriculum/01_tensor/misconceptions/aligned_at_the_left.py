# name = "aligned-at-the-left"
# exercise = "broadcast_shapes"
# believes = "the first axes of two shapes belong together"
# symptom = "(32, 10) and (10,) do not fit, (2, 3) and (2,) do"
# caught_by = "broadcast_shapes"
# asks = ["Which axis of the scores is as long as the bias?", "At which end do you begin to compare?"]
def broadcast_shapes(a, b):
    result = []
    for place in range(max(len(a), len(b))):
        m = a[place] if place < len(a) else 1
        n = b[place] if place < len(b) else 1
        if m != n and m != 1 and n != 1:
            raise ValueError(f"shapes {a} and {b} do not broadcast: {m} against {n}")
        result.append(n if m == 1 else m)
    return tuple(result)
