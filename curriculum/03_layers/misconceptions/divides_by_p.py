# name = "divides-by-p"
# exercise = "dropout_mask"
# believes = "what survives is enlarged by 1/p"
# symptom = "right for p = 0.5 only"
# caught_by = "dropout_mask"
# asks = ["If a tenth is dropped, are the sums too small by a tenth or to a tenth?"]
def dropout_mask(shape, p, rng):
    if p in (0, 1):
        return np.full(shape, 1 - p, np.float32)
    keep = rng.random(shape) >= p
    return keep.astype(np.float32) / np.float32(p)
