# name = "the-value-decides"
# exercise = "masked_fill_forward"
# believes = "np.where keeps the dtype of x"
# symptom = "a float64 value makes a float64 result"
# caught_by = "masked_fill_forward"
# asks = ["What is the dtype of np.where(mask, value, x) when value is a np.float64?"]
def masked_fill_forward(x, mask, value):
    return np.where(mask, value, x)
