# name = "all-entries-move"
# exercise = "numerical_gradient"
# believes = "the gradient is the slope when everything moves"
# symptom = "every entry is the same number: the sum of the slopes"
# caught_by = "numerical_gradient"
# asks = ["Which entries of x move in your evaluation?", "What is the partial derivative of x·y by x?"]
def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=np.float64)
    return np.full_like(x, (f(x + h) - f(x - h)) / (2 * h))
