# name = "eps-outside-the-root"
# exercise = "batch_norm"
# believes = "eps is added to the deviation"
# symptom = "nearly right, except for channels that hardly vary"
# caught_by = "batch_norm"
# asks = ["Where does ε stand in the formula?", "How large is the root of 0.00001?"]
def batch_norm(x, mean, var, weight, bias, eps=1e-5):
    scale = weight / (var ** 0.5 + eps)
    mean, scale, bias = (values.reshape(-1, 1, 1) for values in (mean, scale, bias))
    return (x - mean) * scale + bias
