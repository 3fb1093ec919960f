# exercise = "memory_footprint"
# level = "excellent"
# mark = 10
# checks = "check-memory_footprint passed, hidden-memory_footprint passed"
# reason = "One attribute says it: right for every dtype and shape, constant time, nothing to get wrong. The docstring says which bytes are meant, and which are not."
def memory_footprint(array):
    """Return how many bytes the numbers of `array` take (a view counts what it shows, not what it looks into)."""
    return array.nbytes
