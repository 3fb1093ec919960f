# name = "grows-piece-by-piece"
# exercise = "cat_forward"
# believes = "joining many is joining two, again and again"
# symptom = "right, but the first piece is copied as often as there are pieces"
# caught_by = "cat_forward"
# asks = ["How often has the first number been copied when twenty pieces are joined?"]
def cat_forward(*arrays, dim=0):
    joined = arrays[0].copy()
    for array in arrays[1:]:
        shape, before = list(joined.shape), joined.shape[dim]
        shape[dim] += array.shape[dim]
        longer = np.empty(shape, dtype=np.result_type(joined, array))
        rows = np.moveaxis(longer, dim, 0)
        rows[:before] = np.moveaxis(joined, dim, 0)
        rows[before:] = np.moveaxis(array, dim, 0)
        joined = longer
    return joined
