# name = "fills-the-rest"
# exercise = "masked_fill_forward"
# believes = "the mask marks what stays"
# symptom = "exactly the other numbers are filled"
# caught_by = "masked_fill_forward"
# asks = ["In the docstring's example, which entry is filled: the one where mask is True?"]
def masked_fill_forward(x, mask, value):
    filled = x.copy()
    np.copyto(filled, value, where=~mask)
    return filled
