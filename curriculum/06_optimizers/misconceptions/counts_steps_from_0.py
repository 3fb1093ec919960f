# name = "counts-steps-from-0"
# exercise = "adam_direction"
# believes = "the first step is step 0"
# symptom = "NaN in the first step, and a correction for one step too few in the others"
# caught_by = "adam_direction"
# asks = ["What is 1 - beta ** 0?", "How many gradients are in the average at your first division?"]
def adam_direction(grad, state, betas=(0.9, 0.999), eps=1e-8):
    beta1, beta2 = betas
    step = state.get("step", 0)
    state["step"] = step + 1
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = running_mean(state, "exp_avg", grad, beta1) / np.float64(1 - beta1 ** step)
        square = running_mean(state, "exp_avg_sq", grad * grad, beta2) / np.float64(1 - beta2 ** step)
        return mean / (np.sqrt(square) + eps)
