# name = "blends-with-arithmetic"
# exercise = "masked_fill_forward"
# believes = "choosing is multiplying by 0 and 1"
# symptom = "nan wherever infinity meets a 0"
# caught_by = "masked_fill_forward"
# asks = ["What is infinity times 0?", "Which NumPy function chooses without computing?"]
def masked_fill_forward(x, mask, value):
    with np.errstate(invalid="ignore"):
        return x * (1 - mask) + np.asarray(value, dtype=x.dtype) * mask
