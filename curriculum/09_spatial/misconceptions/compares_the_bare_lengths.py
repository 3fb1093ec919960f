# name = "compares-the-bare-lengths"
# exercise = "output_size"
# believes = "a kernel fits if it has no more numbers than the line"
# symptom = "a dilated kernel that does not fit gives 0 or less instead of an error; one that fits thanks to padding is refused"
# caught_by = "output_size"
# asks = ["Over how many places does the kernel reach?", "How long is the line once it is padded?"]
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    if kernel > size:
        raise ValueError(f"a kernel of {kernel} does not fit into {size}")
    return (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
