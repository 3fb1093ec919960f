# name = "nobody-listens"
# exercise = "no_grad"
# believes = "no recorder is the same as a silent one"
# symptom = "changes in place go unnoticed in the block, and backward() claims that module 05 is missing"
# caught_by = "no_grad"
# asks = ["Whom does `x[...] = value` tell of the change?", "What does backward() say when recorder is None?"]
@contextmanager
def no_grad():
    before = seam.recorder
    set_recorder(None)
    try:
        yield
    finally:
        set_recorder(before)
