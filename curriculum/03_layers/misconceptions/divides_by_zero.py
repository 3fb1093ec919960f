# name = "divides-by-zero"
# exercise = "dropout_mask"
# believes = "p is never 1"
# symptom = "nan where everything should be dropped"
# caught_by = "dropout_mask"
# asks = ["What is 0 / 0?"]
def dropout_mask(shape, p, rng):
    with np.errstate(invalid="ignore", divide="ignore"):
        keep = rng.random(shape) >= p
        return keep.astype(np.float32) / np.float32(1 - p)
