# name = "recording-afterwards"
# exercise = "no_grad"
# believes = "after the block, everything is recorded"
# symptom = "the end of an inner block switches recording on inside the outer one"
# caught_by = "no_grad"
# asks = ["What was there before the block began?", "What happens in two nested blocks?"]
@contextmanager
def no_grad():
    set_recorder(SILENCE)
    try:
        yield
    finally:
        set_recorder(AUTOGRAD)
