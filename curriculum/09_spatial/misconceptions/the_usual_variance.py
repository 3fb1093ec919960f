# name = "the-usual-variance"
# exercise = "batch_statistics"
# believes = "the variance of a batch is what var() gives"
# symptom = "var is a little too large, by n against n - 1, and so is the norm of small batches"
# caught_by = "batch_statistics"
# asks = ["By what does var() divide if you do not say?", "Which of the two variances normalises the batch, and which is kept?"]
def batch_statistics(x, running_mean, running_var, training, momentum=0.1):
    if not training:
        return running_mean, running_var
    mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
    running_mean[...] = (1 - momentum) * running_mean.data + momentum * mean.data
    running_var[...] = (1 - momentum) * running_var.data + momentum * var.data
    return mean, var
