# name = "axis-of-the-sum-lost"
# exercise = "softmax_gradient"
# believes = "a sum along an axis lines up with the array by itself"
# symptom = "an error for most shapes; for square ones each row is lowered by the other rows' sums"
# caught_by = "softmax_gradient"
# asks = ["Which shape has the sum along the last axis of a (2, 3) array?", "How does that shape line up with (2, 3), from the right?"]
def softmax_gradient(grad, out, x, dim=-1):
    return (out * grad - out * (grad * out).sum(axis=dim),)
