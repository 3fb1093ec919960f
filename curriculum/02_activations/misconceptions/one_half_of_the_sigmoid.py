# name = "one-half-of-the-sigmoid"
# exercise = "sigmoid_forward"
# believes = "with |x| in the exponent one form serves both signs"
# symptom = "right for positive numbers; negative ones get the probability of their opposite"
# caught_by = "sigmoid_forward"
# asks = ["What should σ(-1) and σ(1) add up to?", "What stands above the line for a negative x?"]
def sigmoid_forward(x):
    return 1 / (1 + np.exp(-np.abs(x)))
