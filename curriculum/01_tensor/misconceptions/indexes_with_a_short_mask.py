# name = "indexes-with-a-short-mask"
# exercise = "masked_fill_forward"
# believes = "x[mask] broadcasts the mask"
# symptom = "an IndexError when the mask has fewer axes or a length of 1"
# caught_by = "masked_fill_forward"
# asks = ["Does indexing broadcast?", "How could the mask get the shape of x without copying it?"]
def masked_fill_forward(x, mask, value):
    filled = x.copy()
    filled[mask] = value
    return filled
