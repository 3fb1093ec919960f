# name = "all-at-once"
# exercise = "slopes_at"
# believes = "moving everything by h shows every slope"
# symptom = "every place gets the sum of all slopes"
# caught_by = "slopes_at"
# asks = ["Which numbers differ between your two calls of f?", "To which of them do you owe the rise?"]
def slopes_at(f, point, h=1e-5):
    rise = f(np.asarray(point) + h) - f(np.asarray(point) - h)
    return np.full(np.shape(point), rise / (2 * h))
