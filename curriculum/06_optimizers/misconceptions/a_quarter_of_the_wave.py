# name = "a-quarter-of-the-wave"
# exercise = "cosine_lr"
# believes = "from 1 down to 0 is a quarter of a wave"
# symptom = "falls slowly at first and steeply at the end"
# caught_by = "cosine_lr"
# asks = ["What is the cosine at the end of half a wave?", "How fast should the rate change at the end?"]
def cosine_lr(lr, epoch, T_max, eta_min=0.0):
    return eta_min + (lr - eta_min) * math.cos(math.pi * epoch / T_max / 2)
