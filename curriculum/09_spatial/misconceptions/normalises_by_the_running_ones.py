# name = "normalises-by-the-running-ones"
# exercise = "batch_statistics"
# believes = "training normalises by the running statistics, too"
# symptom = "the first batches are hardly normalised, and no gradient flows through the statistics"
# caught_by = "batch_statistics"
# asks = ["What are the running statistics before the first batch?", "Which numbers make this batch's mean 0?"]
def batch_statistics(x, running_mean, running_var, training, momentum=0.1):
    if training:
        axes = (0, 2, 3)
        running_mean[...] = (1 - momentum) * running_mean.data + momentum * x.data.mean(axis=axes)
        running_var[...] = (1 - momentum) * running_var.data + momentum * x.data.var(axis=axes, ddof=1)
    return running_mean, running_var
