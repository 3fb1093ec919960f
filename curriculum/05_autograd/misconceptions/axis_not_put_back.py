# name = "axis-not-put-back"
# exercise = "sum_gradient"
# believes = "broadcasting finds the right axis"
# symptom = "right for axis 0; for axis 1 an error, and for square arrays wrong numbers"
# caught_by = "sum_gradient"
# asks = ["Align (2,) with (2, 3) at the right: which axis is missing?", "What would your code do for a square array?"]
def sum_gradient(grad, out, x, axis=None, keepdims=False):
    return (np.broadcast_to(grad, x.shape),)
