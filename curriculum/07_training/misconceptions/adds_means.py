# name = "adds-means"
# exercise = "accumulate_gradients"
# believes = "gradients of pieces add up to that of the batch"
# symptom = "too large by the number of pieces: like a larger learning rate"
# caught_by = "accumulate_gradients"
# asks = ["What is the sum of two means over halves, compared with the mean of the whole?"]
def accumulate_gradients(model, loss_fn, x, y, size=None):
    count, total = x.shape[0], 0.0
    size = size or count
    for start in range(0, count, size):
        loss = loss_fn(model(x[start:start + size]), y[start:start + size])
        loss.backward()
        total += loss.item()
    return total
