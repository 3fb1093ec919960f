# name = "diagonal-only"
# exercise = "softmax_gradient"
# believes = "each probability depends on its own score"
# symptom = "s (1 - s), as for sigmoid: what the others lose is missing"
# caught_by = "softmax_gradient"
# asks = ["What happens to the other probabilities when one score grows?", "What should the gradient of a row add up to?"]
def softmax_gradient(grad, out, x, dim=-1):
    return (grad * out * (1 - out),)
