# name = "always-the-last-axis"
# exercise = "softmax_gradient"
# believes = "softmax runs along the last axis"
# symptom = "right for dim=-1 only"
# caught_by = "softmax_gradient"
# asks = ["Which of your arguments do you never use?"]
def softmax_gradient(grad, out, x, dim=-1):
    weighed = grad * out
    return (weighed - out * weighed.sum(axis=-1, keepdims=True),)
