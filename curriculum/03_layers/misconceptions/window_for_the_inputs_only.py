# name = "window-for-the-inputs-only"
# exercise = "fans"
# believes = "the window belongs to the inputs"
# symptom = "fan_in is right, fan_out is the number of channels"
# caught_by = "fans"
# asks = ["Into how many places of one output channel does one number go?"]
def fans(shape):
    return math.prod(shape[1:]), shape[0]
