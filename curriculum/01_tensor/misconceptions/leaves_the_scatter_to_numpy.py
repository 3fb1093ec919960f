# name = "leaves-the-scatter-to-numpy"
# exercise = "var_forward"
# believes = "np.var is made from np.sum by somebody else"
# symptom = "the numbers are right, but nothing was subtracted here"
# caught_by = "var_forward"
# asks = ["Which line of yours takes the mean away from the numbers?"]
def var_forward(x, axis=None, keepdims=False, correction=1):
    return np.var(x, axis=axis, keepdims=keepdims, ddof=correction)
