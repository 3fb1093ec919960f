# name = "divides-the-product"
# exercise = "mul_gradient"
# believes = "out divided by a is b, and out is at hand"
# symptom = "right, until a factor is 0: then nan"
# caught_by = "mul_gradient"
# asks = ["What is 0 divided by 0?", "Which array holds b already?"]
def mul_gradient(grad, out, a, b):
    with np.errstate(divide="ignore", invalid="ignore"):
        return grad * out / a, grad * out / b
