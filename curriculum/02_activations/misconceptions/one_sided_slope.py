# name = "one-sided-slope"
# exercise = "slope"
# believes = "a step to one side measures the slope at x"
# symptom = "slightly too large where the curve bends up; at a corner one side only"
# caught_by = "slope"
# asks = ["For x² at 1 and a step of 0.1: what do you get, and what is right?", "At which point is the slope that you measure the exact one?"]
def slope(function, x, step=1e-4):
    x = np.asarray(x, dtype=np.float64)
    return (function(x + step) - function(x)) / step
