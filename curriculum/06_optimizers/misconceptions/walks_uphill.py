# name = "walks-uphill"
# exercise = "gradient_step"
# believes = "the gradient points to where the weights should go"
# symptom = "the loss grows with every step"
# caught_by = "gradient_step"
# asks = ["Where does the gradient point, to larger or to smaller values of the loss?"]
def gradient_step(data, direction, lr):
    data += lr * direction
