# name = "switches-the-children-only"
# exercise = "set_training"
# believes = "the children are what is inside"
# symptom = "grandchildren keep dropping"
# caught_by = "set_training"
# asks = ["How deep does your loop go?", "Which method lists modules at any depth?"]
def set_training(module, training):
    module.training = training
    for _, part in parts(module):
        if isinstance(part, Module):
            part.training = training
