# name = "eps-inside-adams-root"
# exercise = "adam_direction"
# believes = "eps protects the root, so it belongs under it"
# symptom = "steps too short where gradients are small"
# caught_by = "adam_direction"
# asks = ["How large is eps, and how large is its root?"]
def adam_direction(grad, state, betas=(0.9, 0.999), eps=1e-8):
    beta1, beta2 = betas
    step = state["step"] = state.get("step", 0) + 1
    mean = running_mean(state, "exp_avg", grad, beta1) / (1 - beta1 ** step)
    square = running_mean(state, "exp_avg_sq", grad * grad, beta2) / (1 - beta2 ** step)
    return mean / np.sqrt(square + eps)
