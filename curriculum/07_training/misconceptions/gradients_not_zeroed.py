# name = "gradients-not-zeroed"
# exercise = "train_step"
# believes = "backward replaces the gradients"
# symptom = "the first step is right, the second goes too far"
# caught_by = "train_step"
# asks = ["What is in grad before this step's backward?"]
def train_step(model, loss_fn, optimizer, x, y, max_norm=None, size=None):
    loss = accumulate_gradients(model, loss_fn, x, y, size)
    require_finite(loss, model, loss_fn, x, y)
    if max_norm is not None:
        clip_grad_norm_(optimizer.parameters(), max_norm)
    optimizer.step()
    return loss
