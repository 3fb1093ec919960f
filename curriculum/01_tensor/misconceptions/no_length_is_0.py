# name = "no-length-is-0"
# exercise = "resolve_shape"
# believes = "a product of lengths is never 0"
# symptom = "ZeroDivisionError for (0, -1) instead of an error that names the shapes"
# caught_by = "resolve_shape"
# asks = ["What is the product of the known lengths of (0, -1)?"]
def resolve_shape(old, new):
    size, known = math.prod(old), math.prod(n for n in new if n != -1)
    if new.count(-1) > 1 or any(n < -1 for n in new) or size % known or (-1 not in new and size != known):
        raise ValueError(f"cannot reshape {old} into {new}")
    return tuple(size // known if n == -1 else n for n in new)
