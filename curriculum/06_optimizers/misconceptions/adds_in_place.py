# name = "adds-in-place"
# exercise = "with_weight_decay"
# believes = "the gradient may be changed where it is"
# symptom = "the pull is in the gradient that accumulates, and counted again"
# caught_by = "with_weight_decay"
# asks = ["What is in parameter.grad after your function?"]
def with_weight_decay(grad, data, weight_decay):
    grad += weight_decay * data
    return grad
