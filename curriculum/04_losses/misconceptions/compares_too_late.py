# name = "compares-too-late"
# exercise = "mse_loss_forward"
# believes = "if the difference has the shape of the predictions, all fitted"
# symptom = "smaller targets are repeated in silence: (3, 3) against (3,) gives a number"
# caught_by = "mse_loss_forward"
# asks = ["Which shapes broadcast to (3, 3)?", "What do you know about the targets once they have been subtracted?"]
def mse_loss_forward(input, target, reduction="mean"):
    squares = (input - target) ** 2
    require_same_shape(squares, input)
    return reduce_loss(squares, reduction)
