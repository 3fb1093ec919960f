# name = "ones-for-the-rest"
# exercise = "index_gradient"
# believes = "what was not picked keeps its value"
# symptom = "entries that were not picked have a gradient"
# caught_by = "index_gradient"
# asks = ["If an entry that was not picked grows, what happens to L?"]
def index_gradient(grad, out, x, index):
    gradient = np.ones(x.shape, grad.dtype)
    gradient[index] = 0
    np.add.at(gradient, index, grad)
    return (gradient,)
