# name = "minus-one-before-the-end"
# exercise = "find_index"
# believes = "a negative index counts from the last place"
# symptom = "-1 gives the example before the last"
# caught_by = "find_index"
# asks = ["Which example is x[-1] in Python?", "What is -1 plus the length?"]
def find_index(index, length):
    if not -length <= index < length:
        raise IndexError(f"index {index} is outside a dataset of {length} examples")
    return index if index >= 0 else index + length - 1
