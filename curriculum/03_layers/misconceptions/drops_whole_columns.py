# name = "drops-whole-columns"
# exercise = "dropout_mask"
# believes = "a neuron is dropped for the whole batch"
# symptom = "whole columns are 0, and the examples of a batch share their fate"
# caught_by = "dropout_mask"
# asks = ["How many random numbers do you draw for a (32, 100) mask?"]
def dropout_mask(shape, p, rng):
    if p == 1:
        return np.zeros(shape, np.float32)
    keep = rng.random(shape[-1:]) >= p
    return np.broadcast_to(keep.astype(np.float32) / np.float32(1 - p), shape).copy()
