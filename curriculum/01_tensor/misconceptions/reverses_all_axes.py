# name = "reverses-all-axes"
# exercise = "transpose_forward"
# believes = "transposing means reversing the axes"
# symptom = "right for matrices, wrong for three axes and more"
# caught_by = "transpose_forward"
# asks = ["Which axes should stay where they are?", "Where does your code use dim0?"]
def transpose_forward(x, dim0, dim1):
    return x.T
