# name = "multiplies-in-place"
# exercise = "mul_gradient"
# believes = "grad is not needed any more"
# symptom = "the first is right; then grad is no longer what arrived"
# caught_by = "mul_gradient"
# asks = ["Who else may hold this array?", "What is grad after your first line?"]
def mul_gradient(grad, out, a, b):
    for_a = grad * b
    grad *= a
    return for_a, grad
