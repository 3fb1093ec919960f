# name = "rounds-down"
# exercise = "resolve_shape"
# believes = "the -1 is the quotient, whatever is left over"
# symptom = "numbers are dropped without an error"
# caught_by = "resolve_shape"
# asks = ["6 numbers in 4 rows: what does // give, and what becomes of the rest?"]
def resolve_shape(old, new):
    known = math.prod(n for n in new if n != -1)
    return tuple(math.prod(old) // known if n == -1 else n for n in new)
