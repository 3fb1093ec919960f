# name = "switches-all-modules"
# exercise = "set_training"
# believes = "one switch on Module is inherited by all"
# symptom = "every model of the program is switched at once, and an object with a switch of its own is not"
# caught_by = "set_training"
# asks = ["Which objects read `Module.training`?", "On which objects does the docstring say to set it?"]
def set_training(module, training):
    Module.training = training
