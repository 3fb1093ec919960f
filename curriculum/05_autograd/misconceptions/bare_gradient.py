# name = "bare-gradient"
# exercise = "index_gradient"
# believes = "with one input there is no need for a tuple"
# symptom = "the caller takes the first row for the gradient of the first input"
# caught_by = "index_gradient"
# asks = ["What does `[0]` of your result give?", "How does the engine pair gradients with inputs?"]
def index_gradient(grad, out, x, index):
    gradient = np.zeros(x.shape, grad.dtype)
    np.add.at(gradient, index, grad)
    return gradient
