# name = "x-is-an-array"
# exercise = "slope"
# believes = "x is an array already"
# symptom = "an error: a list has no astype"
# caught_by = "slope"
# asks = ["What does the example in the docstring hand over?", "Which NumPy function makes an array of whatever it gets, and takes a dtype?"]
def slope(function, x, step=1e-4):
    x = x.astype(np.float64)
    return (function(x + step) - function(x - step)) / (2 * step)
