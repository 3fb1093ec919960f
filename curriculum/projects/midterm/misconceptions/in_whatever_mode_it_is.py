# name = "in-whatever-mode-it-is"
# exercise = "train_epoch"
# believes = "a network is in training unless somebody changes that"
# symptom = "after the first evaluation, dropout and batch statistics are off for good"
# caught_by = "train_epoch"
# asks = ["In which mode did the last question leave the network?", "Which line of yours says that training begins?"]
def train_epoch(network, batches, loss_fn, optimizer):
    losses, counts = [], []
    for x, y in batches:
        losses.append(train_step(network, loss_fn, optimizer, x, y))
        counts.append(x.shape[0])
    return weighted_mean(losses, counts)
