# name = "one-backward-for-all"
# exercise = "accumulate_gradients"
# believes = "the pieces can be added up before backward"
# symptom = "the numbers are right, and so is the memory of the whole batch"
# caught_by = "accumulate_gradients"
# asks = ["How many graphs are alive when you call backward?"]
def accumulate_gradients(model, loss_fn, x, y, size=None):
    loss = loss_fn(model(x), y)
    loss.backward()
    return loss.item()
