# name = "padding-on-one-side"
# exercise = "output_size"
# believes = "padding is put on once"
# symptom = "sizes with padding are too small by the padding"
# caught_by = "output_size"
# asks = ["At which ends of the line are zeros put on?", "Which padding keeps the size under a kernel of 3?"]
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    reach, room = dilation * (kernel - 1) + 1, size + padding
    if reach > room:
        raise ValueError(f"a kernel that reaches over {reach} places does not fit into {room}")
    return (room - reach) // stride + 1
