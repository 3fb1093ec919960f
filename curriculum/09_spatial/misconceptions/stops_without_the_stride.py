# name = "stops-without-the-stride"
# exercise = "tap"
# believes = "size places end size further on"
# symptom = "right for stride 1; with a stride too few rows and columns come back"
# caught_by = "tap"
# asks = ["From where to where do 3 places with stride 2 lie?", "How far apart are the first and the last place?"]
def tap(x, u, v, size, stride=(1, 1), dilation=(1, 1)):
    top, left = u * dilation[0], v * dilation[1]
    return x[..., top:top + size[0]:stride[0], left:left + size[1]:stride[1]]
