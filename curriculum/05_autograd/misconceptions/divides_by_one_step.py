# name = "divides-by-one-step"
# exercise = "numerical_gradient"
# believes = "a step to each side is one step"
# symptom = "every slope is twice what it should be"
# caught_by = "numerical_gradient"
# asks = ["How far apart are the two points at which you evaluate?"]
def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=np.float64)
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        before = x[place]
        x[place] = before + h
        above = f(x)
        x[place] = before - h
        gradient[place] = (above - f(x)) / h
        x[place] = before
    return gradient
