# name = "clips-after-the-step"
# exercise = "train_step"
# believes = "clipping cleans up after the step"
# symptom = "max_norm has no effect"
# caught_by = "train_step"
# asks = ["Who reads the gradients, and when?"]
def train_step(model, loss_fn, optimizer, x, y, max_norm=None, size=None):
    optimizer.zero_grad()
    loss = accumulate_gradients(model, loss_fn, x, y, size)
    require_finite(loss, model, loss_fn, x, y)
    optimizer.step()
    if max_norm is not None:
        clip_grad_norm_(optimizer.parameters(), max_norm)
    return loss
