# name = "a-wave-without-pi"
# exercise = "cosine_lr"
# believes = "the cosine takes the share of time"
# symptom = "falls to three quarters and no further"
# caught_by = "cosine_lr"
# asks = ["At which number is the cosine -1?", "What is your rate at T_max?"]
def cosine_lr(lr, epoch, T_max, eta_min=0.0):
    return eta_min + (lr - eta_min) * (1 + math.cos(epoch / T_max)) / 2
