# name = "says-nothing"
# exercise = "count_places"
# believes = "a kernel that does not fit has no places"
# symptom = "0 or less, and no error"
# caught_by = "count_places"
# asks = ["What will the caller see who made the kernel too long?"]
def count_places(length, kernel_length, stride=1):
    return max((length - kernel_length) // stride + 1, 0)
