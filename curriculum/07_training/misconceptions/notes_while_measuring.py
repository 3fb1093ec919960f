# name = "notes-while-measuring"
# exercise = "evaluation"
# believes = "eval() turns recording off"
# symptom = "memory grows while measuring"
# caught_by = "evaluation"
# asks = ["What does eval() change, and what does it not know of?"]
@contextmanager
def evaluation(model):
    modes = [(part, part.training) for part in model.modules()]
    model.eval()
    try:
        yield model
    finally:
        for part, training in modes:
            part.training = training
