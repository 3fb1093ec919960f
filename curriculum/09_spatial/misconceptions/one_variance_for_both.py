# name = "one-variance-for-both"
# exercise = "batch_statistics"
# believes = "there is one variance of a batch"
# symptom = "what is kept is a little too small, by n - 1 against n"
# caught_by = "batch_statistics"
# asks = ["Which of the two variances is divided by n - 1?", "For which batch sizes does it matter?"]
def batch_statistics(x, running_mean, running_var, training, momentum=0.1):
    if not training:
        return running_mean, running_var
    mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3), correction=0)
    running_mean[...] = (1 - momentum) * running_mean.data + momentum * mean.data
    running_var[...] = (1 - momentum) * running_var.data + momentum * var.data
    return mean, var
