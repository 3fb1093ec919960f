# name = "last-one-wins"
# exercise = "index_gradient"
# believes = "assignment puts every gradient in its place"
# symptom = "right without repetitions; of two gradients for one place, one is lost"
# caught_by = "index_gradient"
# asks = ["How often was row 2 used?", "What does a[[0, 0]] += 1 add to a[0]?"]
def index_gradient(grad, out, x, index):
    gradient = np.zeros(x.shape, grad.dtype)
    gradient[index] = grad
    return (gradient,)
