# name = "equal-shares"
# exercise = "accumulate_gradients"
# believes = "every piece has the same share"
# symptom = "right only if all pieces are equally large"
# caught_by = "accumulate_gradients"
# asks = ["Which share of five examples has the last piece?"]
def accumulate_gradients(model, loss_fn, x, y, size=None):
    count, total = x.shape[0], 0.0
    size = size or count
    pieces = -(-count // size)
    for start in range(0, count, size):
        loss = loss_fn(model(x[start:start + size]), y[start:start + size]) / pieces
        loss.backward()
        total += loss.item()
    return total
