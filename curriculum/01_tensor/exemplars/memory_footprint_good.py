# exercise = "memory_footprint"
# level = "good"
# mark = 8
# checks = "check-memory_footprint passed, hidden-memory_footprint passed"
# reason = "Right for every dtype and shape, and shows where the number comes from. Plainer than it could be: a loop for what `array.size` and `array.nbytes` know already, and the docstring repeats the name."
def memory_footprint(array):
    """Memory footprint of the array."""
    count = 1
    for length in array.shape:
        count *= length
    return count * array.dtype.itemsize
