# name = "the-loops-again"
# exercise = "conv2d_forward"
# believes = "correct is enough"
# symptom = "every number is right; a batch takes a thousand times as long"
# caught_by = "conv2d_forward"
# asks = ["How many times does Python run the innermost line?", "Which single call could replace those loops?"]
def conv2d_forward(x, weight, bias=None, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    return convolve_loops(x, weight, bias, stride, padding, dilation)
