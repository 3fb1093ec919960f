# name = "own-number-as-slope"
# exercise = "multiply"
# believes = "each input counts as much as it is large itself"
# symptom = "the two slopes of a product are swapped"
# caught_by = "multiply"
# asks = ["What is 2.001 times 3, and by how much is that more than 6?", "Which of the two numbers said how much more?"]
def multiply(a, b):
    return Value(a.data * b.data, inputs=(a, b), slopes=(a.data, b.data))
