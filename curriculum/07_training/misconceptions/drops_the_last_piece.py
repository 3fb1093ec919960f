# name = "drops-the-last-piece"
# exercise = "accumulate_gradients"
# believes = "a batch consists of whole pieces"
# symptom = "the last examples are never learned"
# caught_by = "accumulate_gradients"
# asks = ["How many rows did the model see altogether?"]
def accumulate_gradients(model, loss_fn, x, y, size=None):
    count, total = x.shape[0], 0.0
    size = min(size or count, count)
    for start in range(0, count - size + 1, size):
        share = size / count
        loss = loss_fn(model(x[start:start + size]), y[start:start + size]) * share
        loss.backward()
        total += loss.item()
    return total
