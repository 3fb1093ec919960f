# name = "a-copy-of-the-slab"
# exercise = "tap"
# believes = "a copy is as good as a view"
# symptom = "reading works; what is written into it gets lost"
# caught_by = "tap"
# asks = ["Which kinds of indexing give a view?", "What will col2im do with this slab?"]
def tap(x, u, v, size, stride=(1, 1), dilation=(1, 1)):
    top, left = u * dilation[0], v * dilation[1]
    return x[..., top:top + size[0] * stride[0]:stride[0], left:left + size[1] * stride[1]:stride[1]].copy()
