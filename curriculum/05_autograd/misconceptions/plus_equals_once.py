# name = "plus-equals-once"
# exercise = "index_gradient"
# believes = "+= adds every gradient"
# symptom = "the same loss: NumPy reads all, adds, and writes all"
# caught_by = "index_gradient"
# asks = ["In which order does NumPy read, add and write?", "Which function adds one after the other?"]
def index_gradient(grad, out, x, index):
    gradient = np.zeros(x.shape, grad.dtype)
    gradient[index] += grad
    return (gradient,)
