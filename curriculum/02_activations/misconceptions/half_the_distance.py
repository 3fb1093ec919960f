# name = "half-the-distance"
# exercise = "slope"
# believes = "one step lies between the two points"
# symptom = "every slope is twice too large"
# caught_by = "slope"
# asks = ["How far is it from x - h to x + h?"]
def slope(function, x, step=1e-4):
    x = np.asarray(x, dtype=np.float64)
    return (function(x + step) - function(x - step)) / step
