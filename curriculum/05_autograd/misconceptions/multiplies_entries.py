# name = "multiplies-entries"
# exercise = "matmul_gradient"
# believes = "a product is a product: the rule of * will do"
# symptom = "shapes do not fit, or wrong numbers for square matrices"
# caught_by = "matmul_gradient"
# asks = ["Through how many entries of out does a[0, 0] reach L?"]
def matmul_gradient(grad, out, a, b):
    return grad * b, grad * a
