# name = "goes-on-to-the-end"
# exercise = "tap"
# believes = "a slice may go on to the end of the picture"
# symptom = "the first entries of the kernel get rows or columns too many"
# caught_by = "tap"
# asks = ["How many places are there? How many rows does your view have?", "Which places would hang over the end?"]
def tap(x, u, v, size, stride=(1, 1), dilation=(1, 1)):
    return x[..., u * dilation[0]::stride[0], v * dilation[1]::stride[1]]
