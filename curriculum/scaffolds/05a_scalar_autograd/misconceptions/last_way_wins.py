# name = "last-way-wins"
# exercise = "hand_back"
# believes = "there is one way from a value to the result"
# symptom = "a value that was used twice gets the last of its shares only"
# caught_by = "hand_back"
# asks = ["In a * b + a, how many ways lead from a to the result?", "What does your line do with what arrived before?"]
def hand_back(out):
    for x, slope in zip(out.inputs, out.slopes):
        x.grad = out.grad * slope
