# name = "copies-needlessly"
# exercise = "transpose_forward"
# believes = "a new order needs new memory"
# symptom = "values are right, but writing into the result does not reach the original"
# caught_by = "transpose_forward"
# asks = ["Which line of yours asks for new memory?", "What would a transpose of four gigabytes cost?"]
def transpose_forward(x, dim0, dim1):
    return np.swapaxes(x, dim0, dim1).copy()
