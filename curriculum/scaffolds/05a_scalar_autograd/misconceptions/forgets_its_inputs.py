# name = "forgets-its-inputs"
# exercise = "multiply"
# believes = "the numbers of the inputs are what has to be remembered"
# symptom = "the product is right, but its inputs are plain numbers, which have no grad"
# caught_by = "multiply"
# asks = ["Where shall a's share be put when it is handed back?", "Does the number 2.0 have a `grad`?"]
def multiply(a, b):
    return Value(a.data * b.data, inputs=(a.data, b.data), slopes=(b.data, a.data))
