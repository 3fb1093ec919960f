# name = "p-is-kept"
# exercise = "dropout_mask"
# believes = "p is the probability to keep"
# symptom = "right for p = 0.5 only"
# caught_by = "dropout_mask"
# asks = ["Of a hundred numbers and p = 0.2, how many should be 0?"]
def dropout_mask(shape, p, rng):
    if p == 1:
        return np.zeros(shape, np.float32)
    keep = rng.random(shape) < p
    return keep.astype(np.float32) / np.float32(1 - p)
