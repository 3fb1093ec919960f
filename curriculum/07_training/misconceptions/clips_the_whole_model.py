# name = "clips-the-whole-model"
# exercise = "train_step"
# believes = "the model's parameters are those that are trained"
# symptom = "steps are too short when only a part of a model is trained: frozen parts count in the length"
# caught_by = "train_step"
# asks = ["Which parameters does optimizer.step() move?", "Whose gradients decide how long the step is?"]
def train_step(model, loss_fn, optimizer, x, y, max_norm=None, size=None):
    optimizer.zero_grad()
    loss = accumulate_gradients(model, loss_fn, x, y, size)
    require_finite(loss, model, loss_fn, x, y)
    if max_norm is not None:
        clip_grad_norm_(model.parameters(), max_norm)
    optimizer.step()
    return loss
