# name = "adds-the-minimum"
# exercise = "cosine_lr"
# believes = "eta_min is added to the whole wave"
# symptom = "starts above lr"
# caught_by = "cosine_lr"
# asks = ["What is the rate in epoch 0?"]
def cosine_lr(lr, epoch, T_max, eta_min=0.0):
    return eta_min + lr * (1 + math.cos(math.pi * epoch / T_max)) / 2
