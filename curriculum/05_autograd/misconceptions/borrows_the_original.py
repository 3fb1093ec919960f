# name = "borrows-the-original"
# exercise = "numerical_gradient"
# believes = "whatever is put back afterwards was never changed"
# symptom = "right for most functions; one that knows x itself sees it move, and its slope is doubled"
# caught_by = "numerical_gradient"
# asks = ["Who else looks at x while an entry is moved?", "When does np.asarray make a copy, and when np.array?"]
def numerical_gradient(f, x, h=1e-5):
    x = np.asarray(x, dtype=np.float64)
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        before = x[place]
        x[place] = before + h
        above = f(x)
        x[place] = before - h
        gradient[place] = (above - f(x)) / (2 * h)
        x[place] = before
    return gradient
