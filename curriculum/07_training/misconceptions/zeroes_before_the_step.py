# name = "zeroes-before-the-step"
# exercise = "train_step"
# believes = "gradients are cleaned up when they are complete"
# symptom = "nothing ever moves"
# caught_by = "train_step"
# asks = ["What does step() find in grad?"]
def train_step(model, loss_fn, optimizer, x, y, max_norm=None, size=None):
    loss = accumulate_gradients(model, loss_fn, x, y, size)
    require_finite(loss, model, loss_fn, x, y)
    if max_norm is not None:
        clip_grad_norm_(optimizer.parameters(), max_norm)
    optimizer.zero_grad()
    optimizer.step()
    return loss
