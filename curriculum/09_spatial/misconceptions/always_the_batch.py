# name = "always-the-batch"
# exercise = "batch_statistics"
# believes = "the batch's statistics are the better ones"
# symptom = "answers in evaluation depend on what else is in the batch, and the running ones move"
# caught_by = "batch_statistics"
# asks = ["Which statistics has a batch of one picture?", "What should evaluation never change?"]
def batch_statistics(x, running_mean, running_var, training, momentum=0.1):
    axes, count = (0, 2, 3), x.size // x.shape[1]
    mean, var = x.mean(axis=axes), x.var(axis=axes, correction=0)
    running_mean[...] = (1 - momentum) * running_mean.data + momentum * mean.data
    running_var[...] = (1 - momentum) * running_var.data + momentum * (var.data * (count / (count - 1)))
    return mean, var
