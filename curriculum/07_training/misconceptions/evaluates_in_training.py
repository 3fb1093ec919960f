# name = "evaluates-in-training"
# exercise = "evaluation"
# believes = "no_grad is evaluation"
# symptom = "two evaluations of one model differ, and both are too bad: dropout is on"
# caught_by = "evaluation"
# asks = ["Which of the two switches turns dropout off?"]
@contextmanager
def evaluation(model):
    with no_grad():
        yield model
