# name = "slope-in-float32"
# exercise = "slope"
# believes = "the dtype of x is good enough"
# symptom = "0 or noise for numbers around 1000"
# caught_by = "slope"
# asks = ["Which float32 comes next after 1000?", "How many digits do two nearly equal float32 numbers leave when they are subtracted?"]
def slope(function, x, step=1e-4):
    x = np.asarray(x)
    return (function(x + x.dtype.type(step)) - function(x - x.dtype.type(step))) / (2 * step)
