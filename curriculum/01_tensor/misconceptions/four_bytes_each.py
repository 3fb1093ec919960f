# name = "four-bytes-each"
# exercise = "memory_footprint"
# believes = "a number takes four bytes"
# symptom = "right for float32, wrong for every other width"
# caught_by = "memory_footprint"
# asks = ["How many bytes does one int8 take?", "Which attribute of the dtype knows its width?"]
def memory_footprint(array):
    size = 1
    for length in array.shape:
        size *= length
    return size * 4
