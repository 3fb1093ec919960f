# name = "wrong-side"
# exercise = "matmul_gradient"
# believes = "the order of the factors does not matter"
# symptom = "fits for square matrices only, and is wrong for these"
# caught_by = "matmul_gradient"
# asks = ["Is A @ B the same as B @ A?", "Which index of grad goes over the rows of a?"]
def matmul_gradient(grad, out, a, b):
    return np.swapaxes(b, -1, -2) @ grad, grad @ np.swapaxes(a, -1, -2)
