# name = "begins-at-nothing"
# exercise = "backpropagate"
# believes = "the result needs no gradient of its own"
# symptom = "every slope is 0"
# caught_by = "backpropagate"
# asks = ["What is out.grad when the first value hands back?", "How fast does the result grow when the result grows?"]
def backpropagate(result):
    for value in makers(result):
        hand_back(value)
