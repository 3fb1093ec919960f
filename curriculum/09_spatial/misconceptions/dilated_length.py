# name = "dilated-length"
# exercise = "output_size"
# believes = "a kernel of k numbers with dilation d is k times d long"
# symptom = "right without dilation, one place or more too few with it"
# caught_by = "output_size"
# asks = ["Three numbers, two apart: at which places do they lie? Over how many do they reach?", "How many gaps are there between three numbers?"]
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    reach, room = dilation * kernel, size + 2 * padding
    if reach > room:
        raise ValueError(f"a kernel that reaches over {reach} places does not fit into {room}")
    return (room - reach) // stride + 1
