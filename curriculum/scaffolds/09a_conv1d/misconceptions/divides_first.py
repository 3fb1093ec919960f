# name = "divides-first"
# exercise = "count_places"
# believes = "places are counted for stride 1 and then divided"
# symptom = "right for stride 1; rounds the wrong number otherwise"
# caught_by = "count_places"
# asks = ["Of five places 0 to 4, which are left with stride 2? Is that 5 // 2?"]
def count_places(length, kernel_length, stride=1):
    if kernel_length > length:
        raise ValueError(f"a kernel of {kernel_length} does not fit on a line of {length}")
    return (length - kernel_length + 1) // stride
