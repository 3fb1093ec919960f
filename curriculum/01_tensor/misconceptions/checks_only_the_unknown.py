# name = "checks-only-the-unknown"
# exercise = "resolve_shape"
# believes = "a shape without -1 is always right"
# symptom = "reshape((5,)) of six numbers raises no error, or one without shapes"
# caught_by = "resolve_shape"
# asks = ["Who checks the shape when there is nothing to work out?"]
def resolve_shape(old, new):
    if -1 not in new:
        return tuple(new)
    size, known = math.prod(old), math.prod(n for n in new if n != -1)
    if new.count(-1) > 1 or known == 0 or size % known:
        raise ValueError(f"cannot reshape {old} into {new}")
    return tuple(size // known if n == -1 else n for n in new)
