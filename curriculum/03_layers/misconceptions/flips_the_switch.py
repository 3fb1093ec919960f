# name = "flips-the-switch"
# exercise = "set_training"
# believes = "a switch has two positions, so switching means the other one"
# symptom = "right from training to evaluation and back; asked for evaluation twice, it trains again"
# caught_by = "set_training"
# asks = ["What does your function do with its argument training?", "What if the model is in evaluation already?"]
def set_training(module, training):
    for part in module.modules():
        part.training = not part.training
