# name = "square-of-the-mean"
# exercise = "mse_loss_forward"
# believes = "the mean squared error is the squared mean error"
# symptom = "errors of opposite signs cancel"
# caught_by = "mse_loss_forward"
# asks = ["What is the loss of two errors, +3 and -3?", "Which comes first, the square or the mean?"]
def mse_loss_forward(input, target, reduction="mean"):
    require_same_shape(input, target)
    return (input - target) ** 2 if reduction == "none" else reduce_loss(input - target, reduction) ** 2
