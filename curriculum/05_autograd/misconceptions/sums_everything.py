# name = "sums-everything"
# exercise = "softmax_gradient"
# believes = "one sum for the whole array"
# symptom = "right for one row, wrong for a batch"
# caught_by = "softmax_gradient"
# asks = ["Which probabilities belong together?"]
def softmax_gradient(grad, out, x, dim=-1):
    weighed = grad * out
    return (weighed - out * weighed.sum(),)
