# name = "oldest-first"
# exercise = "backpropagate"
# believes = "values hand back in the order in which they were made"
# symptom = "values hand back before anything has arrived; only the result's own inputs get a slope"
# caught_by = "backpropagate"
# asks = ["What has a received when it is the first to hand back?", "In which order does `makers` list them?"]
def backpropagate(result):
    result.grad = 1.0
    for value in reversed(makers(result)):
        hand_back(value)
