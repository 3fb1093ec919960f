# name = "forgets-what-arrived"
# exercise = "mul_gradient"
# believes = "the derivative is the gradient"
# symptom = "right at the end of a program, where grad is 1, and nowhere else"
# caught_by = "mul_gradient"
# asks = ["What does L depend on besides this product?", "Where does the chain rule multiply?"]
def mul_gradient(grad, out, a, b):
    return b, a
