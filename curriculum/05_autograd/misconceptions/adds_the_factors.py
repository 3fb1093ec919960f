# name = "adds-the-factors"
# exercise = "mul_gradient"
# believes = "both inputs receive the gradient, as for a sum"
# symptom = "a and b get the same"
# caught_by = "mul_gradient"
# asks = ["Which of the rules you know hands grad on unchanged?"]
def mul_gradient(grad, out, a, b):
    return grad, grad
