# name = "one-place-too-few"
# exercise = "output_size"
# believes = "the number of places is the room that is left"
# symptom = "every size is one too small; a kernel as long as the line fits nowhere"
# caught_by = "output_size"
# asks = ["How often does a kernel of 3 fit on a line of 3?", "Which places are counted by a difference of two positions?"]
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    reach, room = dilation * (kernel - 1) + 1, size + 2 * padding
    if reach > room:
        raise ValueError(f"a kernel that reaches over {reach} places does not fit into {room}")
    return (room - reach) // stride
