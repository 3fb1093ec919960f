# name = "errors-are-exceptions"
# exercise = "no_grad"
# believes = "except Exception sees everything that ends a block"
# symptom = "after the stop button, nothing is recorded any more"
# caught_by = "no_grad"
# asks = ["Which class has KeyboardInterrupt?", "What runs however a block ends?"]
@contextmanager
def no_grad():
    before = seam.recorder
    set_recorder(SILENCE)
    try:
        yield
    except Exception:
        set_recorder(before)
        raise
    set_recorder(before)
