# name = "forgets-the-window"
# exercise = "fans"
# believes = "a channel is one number"
# symptom = "right for matrices, too small for the weights of a convolution"
# caught_by = "fans"
# asks = ["How many numbers go into one output of a 5 by 5 window over 3 channels?"]
def fans(shape):
    return shape[1], shape[0]
