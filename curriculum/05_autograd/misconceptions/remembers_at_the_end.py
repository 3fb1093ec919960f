# name = "remembers-at-the-end"
# exercise = "no_grad"
# believes = "the recorder can be looked up when it is needed"
# symptom = "what is put back is the silence itself: nothing is recorded ever again"
# caught_by = "no_grad"
# asks = ["At which moment do you look up what to put back?"]
@contextmanager
def no_grad():
    set_recorder(SILENCE)
    before = seam.recorder
    try:
        yield
    finally:
        set_recorder(before)
