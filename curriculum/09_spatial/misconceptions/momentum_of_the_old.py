# name = "momentum-of-the-old"
# exercise = "batch_statistics"
# believes = "momentum is the share of the old value, as for optimisers"
# symptom = "the running statistics jump to the last batch"
# caught_by = "batch_statistics"
# asks = ["Which share of the new value does the formula take, for m = 0.1?", "How many batches should it remember?"]
def batch_statistics(x, running_mean, running_var, training, momentum=0.1):
    if not training:
        return running_mean, running_var
    axes, count = (0, 2, 3), x.size // x.shape[1]
    mean, var = x.mean(axis=axes), x.var(axis=axes, correction=0)
    running_mean[...] = momentum * running_mean.data + (1 - momentum) * mean.data
    running_var[...] = momentum * running_var.data + (1 - momentum) * (var.data * (count / (count - 1)))
    return mean, var
