# name = "dims-are-the-order"
# exercise = "transpose_forward"
# believes = "dim0 and dim1 are the new order of the axes"
# symptom = "a matrix comes back as it was, and three axes raise an error about axes"
# caught_by = "transpose_forward"
# asks = ["Which order of its axes turns a matrix round, (0, 1) or (1, 0)?", "How many axis numbers does np.transpose want for a (2, 3, 4) array?"]
def transpose_forward(x, dim0, dim1):
    return np.transpose(x, (dim0, dim1))
