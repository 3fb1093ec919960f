# name = "always-the-mean"
# exercise = "mse_loss_forward"
# believes = "MSE has mean in its name"
# symptom = "one number, whatever reduction says"
# caught_by = "mse_loss_forward"
# asks = ["Where does your code use reduction?"]
def mse_loss_forward(input, target, reduction="mean"):
    require_same_shape(input, target)
    return np.mean((input - target) ** 2)
