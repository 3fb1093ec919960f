# name = "begins-at-the-stride"
# exercise = "tap"
# believes = "entry u lies u strides away from the corner"
# symptom = "right while stride and dilation are equal"
# caught_by = "tap"
# asks = ["The kernel begins at (0, 0). In which row does its entry (1, 0) lie, for stride 2?", "Which number says how far the kernel's entries are apart?"]
def tap(x, u, v, size, stride=(1, 1), dilation=(1, 1)):
    top, left = u * stride[0], v * stride[1]
    return x[..., top:top + size[0] * stride[0]:stride[0], left:left + size[1] * stride[1]:stride[1]]
