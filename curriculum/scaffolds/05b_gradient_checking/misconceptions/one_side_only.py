# name = "one-side-only"
# exercise = "slope_at"
# believes = "one look to the right is enough"
# symptom = "slopes are off by about h times the bend of the curve"
# caught_by = "slope_at"
# asks = ["What does the table below the check say about one side?", "Does a curve rise as fast to the left of x as to the right?"]
def slope_at(f, x, h=1e-5):
    return (f(x + h) - f(x)) / h
