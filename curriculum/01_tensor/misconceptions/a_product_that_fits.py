# name = "a-product-that-fits"
# exercise = "resolve_shape"
# believes = "a shape is right when its product is"
# symptom = "(-2, -3) passes for a shape of 6 numbers"
# caught_by = "resolve_shape"
# asks = ["What is the product of -2 and -3, and how many rows are -2 rows?"]
def resolve_shape(old, new):
    size, known = math.prod(old), math.prod(n for n in new if n != -1)
    resolved = tuple(size // known if n == -1 and known else n for n in new)
    if new.count(-1) > 1 or math.prod(resolved) != size:
        raise ValueError(f"cannot reshape {old} into {new}")
    return resolved
