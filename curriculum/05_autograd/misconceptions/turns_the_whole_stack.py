# name = "turns-the-whole-stack"
# exercise = "matmul_gradient"
# believes = ".T turns matrices"
# symptom = "right for two axes; stacks are turned inside out"
# caught_by = "matmul_gradient"
# asks = ["What does .T do to an array of shape (8, 3, 4)?"]
def matmul_gradient(grad, out, a, b):
    return grad @ b.T, a.T @ grad
