# name = "counts-the-room-left"
# exercise = "count_places"
# believes = "the number of places is the room that is left"
# symptom = "one place too few, always"
# caught_by = "count_places"
# asks = ["How often does a kernel of three fit on three?"]
def count_places(length, kernel_length, stride=1):
    if kernel_length > length:
        raise ValueError(f"a kernel of {kernel_length} does not fit on a line of {length}")
    return (length - kernel_length) // stride
