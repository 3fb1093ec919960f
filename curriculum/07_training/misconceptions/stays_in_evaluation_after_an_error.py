# name = "stays-in-evaluation-after-an-error"
# exercise = "evaluation"
# believes = "the code after the yield always runs"
# symptom = "after an error dropout stays off"
# caught_by = "evaluation"
# asks = ["Where does an error in the block come out of your function?"]
@contextmanager
def evaluation(model):
    modes = [(part, part.training) for part in model.modules()]
    model.eval()
    with no_grad():
        yield model
    for part, training in modes:
        part.training = training
