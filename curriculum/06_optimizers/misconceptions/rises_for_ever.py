# name = "rises-for-ever"
# exercise = "warmup_lr"
# believes = "the line goes on"
# symptom = "beyond the warm-up the rate is larger than lr"
# caught_by = "warmup_lr"
# asks = ["What is the rate in step 10 of a warm-up of 4?"]
def warmup_lr(lr, step, total_iters, start_factor=1/3):
    return lr * (start_factor + (1 - start_factor) * step / total_iters)
