# name = "mean-of-the-batches"
# exercise = "train_epoch"
# believes = "the loss of an epoch is the mean of its batches' losses"
# symptom = "the loss is off as soon as the last batch is smaller"
# caught_by = "train_epoch"
# asks = ["How many examples does each of your numbers stand for?"]
def train_epoch(network, batches, loss_fn, optimizer):
    network.train()
    losses = [train_step(network, loss_fn, optimizer, x, y) for x, y in batches]
    return sum(losses) / len(losses)
