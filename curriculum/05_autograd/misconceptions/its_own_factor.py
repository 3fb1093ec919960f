# name = "its-own-factor"
# exercise = "mul_gradient"
# believes = "the gradient for a is a"
# symptom = "the two gradients are swapped"
# caught_by = "mul_gradient"
# asks = ["If a grows by 1, by how much does a·b grow?", "What is the slope of 5·x?"]
def mul_gradient(grad, out, a, b):
    return grad * a, grad * b
