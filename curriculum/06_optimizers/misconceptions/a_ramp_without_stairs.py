# name = "a-ramp-without-stairs"
# exercise = "stairs_lr"
# believes = "the rate falls a little in every epoch"
# symptom = "right at the edges of the stairs only"
# caught_by = "stairs_lr"
# asks = ["What is the rate in the second of three epochs on one stair?"]
def stairs_lr(lr, epoch, step_size, gamma=0.1):
    return lr * gamma ** (epoch / step_size)
