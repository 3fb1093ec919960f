# name = "not-restored-after-an-error"
# exercise = "no_grad"
# believes = "the end of the block is always reached"
# symptom = "after an error in the block, nothing is recorded any more"
# caught_by = "no_grad"
# asks = ["Where does an error in the block come out in your function?", "Which statement runs its last part in every case?"]
@contextmanager
def no_grad():
    before = seam.recorder
    set_recorder(SILENCE)
    yield
    set_recorder(before)
