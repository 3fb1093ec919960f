# name = "switches-the-class"
# exercise = "set_training"
# believes = "training is a fact about the class"
# symptom = "every model of the program is switched at once"
# caught_by = "set_training"
# asks = ["Where does `type(part).training` live, and who else reads it?"]
def set_training(module, training):
    for part in module.modules():
        type(part).training = training
