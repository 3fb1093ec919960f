# name = "lets-numpy-decide"
# exercise = "mse_loss_forward"
# believes = "if the subtraction works, the shapes were right"
# symptom = "a column against a row gives a loss over all pairs, without an error"
# caught_by = "mse_loss_forward"
# asks = ["What is the shape of (4, 1) minus (4,)?", "Which of your functions should be asked first?"]
def mse_loss_forward(input, target, reduction="mean"):
    return reduce_loss((input - target) ** 2, reduction)
