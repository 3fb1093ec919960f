# name = "sums-the-gradient"
# exercise = "softmax_gradient"
# believes = "the mean gradient is taken away"
# symptom = "the sum is not weighed by the probabilities"
# caught_by = "softmax_gradient"
# asks = ["In the formula, what stands under the sum?"]
def softmax_gradient(grad, out, x, dim=-1):
    return (out * (grad - grad.sum(axis=dim, keepdims=True)),)
