# name = "looks-after-the-step"
# exercise = "train_step"
# believes = "the loss can be looked at any time"
# symptom = "the error comes when the weights are NaN already"
# caught_by = "train_step"
# asks = ["Which weights would you like to have when the error comes?"]
def train_step(model, loss_fn, optimizer, x, y, max_norm=None, size=None):
    optimizer.zero_grad()
    loss = accumulate_gradients(model, loss_fn, x, y, size)
    if max_norm is not None:
        clip_grad_norm_(optimizer.parameters(), max_norm)
    optimizer.step()
    require_finite(loss, model, loss_fn, x, y)
    return loss
