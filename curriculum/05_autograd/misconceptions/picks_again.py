# name = "picks-again"
# exercise = "index_gradient"
# believes = "the gradient is picked like the numbers were"
# symptom = "the shape is that of out, not that of x"
# caught_by = "index_gradient"
# asks = ["Which shape must the gradient for x have?", "What do the entries receive that were not picked?"]
def index_gradient(grad, out, x, index):
    return (x[index] * 0 + grad,)
