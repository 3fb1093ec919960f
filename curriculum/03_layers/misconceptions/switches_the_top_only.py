# name = "switches-the-top-only"
# exercise = "set_training"
# believes = "a model has one switch"
# symptom = "the model says evaluation, its dropout goes on dropping"
# caught_by = "set_training"
# asks = ["Which object does a Dropout layer ask?"]
def set_training(module, training):
    module.training = training
