# name = "not-put-back"
# exercise = "numerical_gradient"
# believes = "each entry can stay where it was left"
# symptom = "the first slope is right, later ones are measured somewhere else"
# caught_by = "numerical_gradient"
# asks = ["Where is entry 0 while entry 1 moves?", "What is x after your function?"]
def numerical_gradient(f, x, h=1e-5):
    gradient = np.zeros(np.shape(x))
    for place in np.ndindex(np.shape(x)):
        x[place] += h
        above = f(x)
        x[place] -= 2 * h
        gradient[place] = (above - f(x)) / (2 * h)
    return gradient
