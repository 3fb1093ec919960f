# name = "times-the-mask"
# exercise = "relu_forward"
# believes = "multiplying by True or False is choosing"
# symptom = "right for ordinary numbers; minus infinity becomes nan"
# caught_by = "relu_forward"
# asks = ["What is minus infinity times 0?", "Is a mask a choice or a factor?"]
def relu_forward(x):
    return x * (x > 0)
