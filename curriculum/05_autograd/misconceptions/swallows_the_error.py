# name = "swallows-the-error"
# exercise = "no_grad"
# believes = "an error in the block has to be caught, so that the end is reached"
# symptom = "errors inside the block vanish without a word"
# caught_by = "no_grad"
# asks = ["Who should hear of an error in the block?", "Which statement runs its last part and lets the error go on?"]
@contextmanager
def no_grad():
    before = seam.recorder
    set_recorder(SILENCE)
    try:
        yield
    except Exception:
        pass
    set_recorder(before)
