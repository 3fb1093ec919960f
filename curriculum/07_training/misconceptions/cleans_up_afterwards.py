# name = "cleans-up-afterwards"
# exercise = "train_step"
# believes = "zeroing after the step is as good as before it"
# symptom = "right from the second step on; the first takes along whatever was in grad before"
# caught_by = "train_step"
# asks = ["Somebody has called backward() to look at a gradient. What does your first step do?", "Which moment is right whatever has happened before?"]
def train_step(model, loss_fn, optimizer, x, y, max_norm=None, size=None):
    loss = accumulate_gradients(model, loss_fn, x, y, size)
    require_finite(loss, model, loss_fn, x, y)
    if max_norm is not None:
        clip_grad_norm_(optimizer.parameters(), max_norm)
    optimizer.step()
    optimizer.zero_grad()
    return loss
