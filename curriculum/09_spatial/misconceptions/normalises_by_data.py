# name = "normalises-by-data"
# exercise = "batch_norm"
# believes = "mean and variance are constants"
# symptom = "the numbers are right; mean, variance or weight receive no gradient, and training goes wrong slowly"
# caught_by = "batch_norm"
# asks = ["What does x.mean() know that mean.data does not?", "Through which paths does a pixel reach the result?"]
def batch_norm(x, mean, var, weight, bias, eps=1e-5):
    root = np.sqrt(var.data + np.float32(eps)).reshape(-1, 1, 1)
    return (x - mean.data.reshape(-1, 1, 1)) / root * weight.reshape(-1, 1, 1) + bias.reshape(-1, 1, 1)
