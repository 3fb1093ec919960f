# exercise = "memory_footprint"
# level = "acceptable"
# mark = 5
# checks = "check-memory_footprint failed, hidden-memory_footprint failed"
# reason = "The idea, number of numbers times width, is right, and float32 comes out right. The width is fixed at 4, so every other dtype is wrong: correctness first, so the mark is at most 6."
def memory_footprint(array):
    size = 1
    for length in array.shape:
        size *= length
    return size * 4
