# name = "not-enlarged"
# exercise = "dropout_mask"
# believes = "dropping is setting to 0"
# symptom = "in training all sums are too small by 1 - p"
# caught_by = "dropout_mask"
# asks = ["What is the mean of your mask?", "What will the next layer see in evaluation?"]
def dropout_mask(shape, p, rng):
    return (rng.random(shape) >= p).astype(np.float32)
