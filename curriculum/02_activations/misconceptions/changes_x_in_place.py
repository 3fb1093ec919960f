# name = "changes-x-in-place"
# exercise = "relu_forward"
# believes = "x is mine to change"
# symptom = "the result is right, and the input has lost its negative numbers"
# caught_by = "relu_forward"
# asks = ["Who else still holds x?", "What will module 05 find when it asks where x was negative?"]
def relu_forward(x):
    x[x < 0] = 0
    return x
