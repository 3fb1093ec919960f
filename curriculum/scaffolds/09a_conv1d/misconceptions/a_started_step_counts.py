# name = "a-started-step-counts"
# exercise = "count_places"
# believes = "the last place may hang over"
# symptom = "one place too many where the stride does not come out even"
# caught_by = "count_places"
# asks = ["From where does the last place begin, and where does it end?"]
def count_places(length, kernel_length, stride=1):
    if kernel_length > length:
        raise ValueError(f"a kernel of {kernel_length} does not fit on a line of {length}")
    return -(-(length - kernel_length) // stride) + 1
