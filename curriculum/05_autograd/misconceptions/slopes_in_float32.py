# name = "slopes-in-float32"
# exercise = "numerical_gradient"
# believes = "our numbers are float32, also here"
# symptom = "noise: a step of 0.00001 is a few units in the last digit"
# caught_by = "numerical_gradient"
# asks = ["How many digits has a float32, and how many does a step of 0.00001 leave?"]
def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=np.float32)
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        before = x[place]
        x[place] = before + np.float32(h)
        above = f(x)
        x[place] = before - np.float32(h)
        gradient[place] = (above - f(x)) / (2 * h)
        x[place] = before
    return gradient
