# name = "every-epoch-is-a-stair"
# exercise = "stairs_lr"
# believes = "the rate is multiplied in every epoch after the first stair"
# symptom = "the rate vanishes"
# caught_by = "stairs_lr"
# asks = ["How many full stairs are there in seven epochs of three?"]
def stairs_lr(lr, epoch, step_size, gamma=0.1):
    return lr * gamma ** max(epoch - step_size + 1, 0)
