# name = "hangs-over-the-end"
# exercise = "output_size"
# believes = "a started step counts"
# symptom = "with a stride, there is one place more than fit"
# caught_by = "output_size"
# asks = ["From where does the last place begin, and where does it end?", "Which way does your division round?"]
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    reach, room = dilation * (kernel - 1) + 1, size + 2 * padding
    if reach > room:
        raise ValueError(f"a kernel that reaches over {reach} places does not fit into {room}")
    return -(-(room - reach) // stride) + 1
