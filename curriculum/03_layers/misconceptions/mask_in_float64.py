# name = "mask-in-float64"
# exercise = "dropout_mask"
# believes = "a mask of booleans divided by a number stays small"
# symptom = "values are right, and float64 spreads through everything behind the layer"
# caught_by = "dropout_mask"
# asks = ["What is the dtype of a boolean array divided by 0.8?", "What becomes of a float32 tensor that meets your mask?"]
def dropout_mask(shape, p, rng):
    if p == 1:
        return np.zeros(shape)
    return (rng.random(shape) >= p) / (1 - p)
