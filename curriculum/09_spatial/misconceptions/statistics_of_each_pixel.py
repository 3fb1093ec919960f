# name = "statistics-of-each-pixel"
# exercise = "batch_statistics"
# believes = "batch normalisation averages over the batch, axis 0"
# symptom = "means of shape (C, H, W) instead of (C,)"
# caught_by = "batch_statistics"
# asks = ["How many numbers belong to one channel, in a batch of two pictures of 1 × 2?", "Which axes have to go?"]
def batch_statistics(x, running_mean, running_var, training, momentum=0.1):
    if not training:
        return running_mean, running_var
    mean, var = x.mean(axis=0), x.var(axis=0, correction=0)
    running_mean[...] = (1 - momentum) * running_mean.data + momentum * mean.data[:, 0, 0]
    running_var[...] = (1 - momentum) * running_var.data + momentum * var.data[:, 0, 0]
    return mean, var
