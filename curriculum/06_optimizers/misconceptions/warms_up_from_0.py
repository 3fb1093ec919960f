# name = "warms-up-from-0"
# exercise = "warmup_lr"
# believes = "a warm-up starts at 0"
# symptom = "the first step does nothing"
# caught_by = "warmup_lr"
# asks = ["Which share of lr does step 0 have?"]
def warmup_lr(lr, step, total_iters, start_factor=1/3):
    return lr * max(start_factor * (step > 0), min(step / total_iters, 1))
