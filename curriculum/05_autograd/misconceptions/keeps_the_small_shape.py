# name = "keeps-the-small-shape"
# exercise = "sum_gradient"
# believes = "the gradient of a sum is a number"
# symptom = "the shape of the gradient is not the shape of x"
# caught_by = "sum_gradient"
# asks = ["Which shape must a gradient have?", "What does L hear of each single entry?"]
def sum_gradient(grad, out, x, axis=None, keepdims=False):
    return (np.asarray(grad),)
