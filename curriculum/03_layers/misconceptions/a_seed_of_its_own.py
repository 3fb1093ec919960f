# name = "a-seed-of-its-own"
# exercise = "he_normal"
# believes = "a fixed seed is what makes a run repeatable"
# symptom = "every layer of one shape begins with the same weights"
# caught_by = "he_normal"
# asks = ["Draw two layers of one shape. How do they differ?", "Who has chosen the seed already?"]
def he_normal(shape, rng):
    rng = np.random.default_rng(0)
    return (rng.standard_normal(shape) * math.sqrt(2 / fans(shape)[0])).astype(np.float32)
