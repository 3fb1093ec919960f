# name = "changes-its-input"
# exercise = "masked_fill_forward"
# believes = "the caller wants their array filled"
# symptom = "the result is right, and the scores that went in are gone"
# caught_by = "masked_fill_forward"
# asks = ["Who still needs x after your function?", "Does your line make a new array, or write into an old one?"]
def masked_fill_forward(x, mask, value):
    np.copyto(x, value, where=mask)
    return x
