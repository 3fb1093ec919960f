# name = "flat-gradient"
# exercise = "slopes_at"
# believes = "a gradient is a list of slopes"
# symptom = "right for a row of numbers, the wrong shape for a matrix"
# caught_by = "slopes_at"
# asks = ["Which shape does the gradient of a matrix have?", "Which slope belongs to row 1, column 0?"]
def slopes_at(f, point, h=1e-5):
    places = np.ndindex(np.shape(point))
    return np.array([(f(one_moved(point, p, h)) - f(one_moved(point, p, -h))) / (2 * h) for p in places])
