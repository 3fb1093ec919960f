# name = "he-with-fan-out"
# exercise = "he_normal"
# believes = "the outputs count"
# symptom = "right for square weights only"
# caught_by = "he_normal"
# asks = ["How many numbers are added up in one output?"]
def he_normal(shape, rng):
    _, fan_out = fans(shape)
    return (rng.standard_normal(shape) * math.sqrt(2 / fan_out)).astype(np.float32)
