# name = "shrinks-without-lr"
# exercise = "shrink_weights"
# believes = "weight decay has a rate of its own"
# symptom = "weights vanish within a few hundred steps, whatever lr is"
# caught_by = "shrink_weights"
# asks = ["Which of your arguments do you not use?", "How much is left after 500 steps with weight_decay 0.01?"]
def shrink_weights(data, lr, weight_decay):
    data *= 1 - weight_decay
