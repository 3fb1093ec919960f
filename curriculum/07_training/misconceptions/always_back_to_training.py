# name = "always-back-to-training"
# exercise = "evaluation"
# believes = "before the block the model was in training"
# symptom = "frozen parts, and models that only answer, are in training afterwards"
# caught_by = "evaluation"
# asks = ["Who may have called eval() on a part, and why?"]
@contextmanager
def evaluation(model):
    model.eval()
    try:
        with no_grad():
            yield model
    finally:
        model.train()
