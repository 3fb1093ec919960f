# name = "empties-x"
# exercise = "index_gradient"
# believes = "x is as large as its gradient, so it can hold it"
# symptom = "the gradient is right, and the tensor that was looked up is lost"
# caught_by = "index_gradient"
# asks = ["Who made x, and who needs it after you?", "What does a lookup table hold after the first backward pass?"]
def index_gradient(grad, out, x, index):
    x[...] = 0
    np.add.at(x, index, grad)
    return (x,)
