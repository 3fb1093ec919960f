# name = "one-sided-slope"
# exercise = "numerical_gradient"
# believes = "one step to the right is enough"
# symptom = "right for straight lines, too large by about h for curves"
# caught_by = "numerical_gradient"
# asks = ["How does the error of your quotient change when h is halved?", "What do you learn from a step to the left?"]
def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=np.float64)
    gradient, here = np.zeros_like(x), f(x)
    for place in np.ndindex(x.shape):
        before = x[place]
        x[place] = before + h
        gradient[place] = (f(x) - here) / h
        x[place] = before
    return gradient
