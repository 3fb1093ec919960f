# name = "drops-exactly-p"
# exercise = "dropout_mask"
# believes = "with probability p means that the share p of them is dropped"
# symptom = "every mask has the same number of zeros: entries know of each other"
# caught_by = "dropout_mask"
# asks = ["Toss ten coins. Are five of them always heads?", "If nine of ten entries are known, is the tenth still open in your mask?"]
def dropout_mask(shape, p, rng):
    size = math.prod(shape)
    mask = np.full(size, 0.0 if p == 1 else 1 / (1 - p), np.float32)
    mask[:round(size * p)] = 0
    return rng.permutation(mask).reshape(shape)
