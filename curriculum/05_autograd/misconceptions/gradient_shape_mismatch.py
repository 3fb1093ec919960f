# name = "gradient-shape-mismatch"
# exercise = "matmul_gradient"
# believes = "the factors are used as they are"
# symptom = "an error about shapes, or for square matrices wrong numbers"
# caught_by = "matmul_gradient"
# asks = ["Which shape must the gradient for a have?", "Write the shapes of grad and b side by side: which length do they share?"]
def matmul_gradient(grad, out, a, b):
    return grad @ b, a @ grad
