# name = "counts-numbers"
# exercise = "memory_footprint"
# believes = "the size of an array is its memory"
# symptom = "right for int8 only"
# caught_by = "memory_footprint"
# asks = ["size counts numbers. How many bytes is each of them?"]
def memory_footprint(array):
    return array.size
