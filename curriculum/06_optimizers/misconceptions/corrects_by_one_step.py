# name = "corrects-by-one-step"
# exercise = "adam_direction"
# believes = "the correction is always 1 minus beta"
# symptom = "right at the first step, then far too long"
# caught_by = "adam_direction"
# asks = ["To what do the weights of t values add up?", "Which of your lines uses the number of the step?"]
def adam_direction(grad, state, betas=(0.9, 0.999), eps=1e-8):
    beta1, beta2 = betas
    state["step"] = state.get("step", 0) + 1
    mean = running_mean(state, "exp_avg", grad, beta1) / (1 - beta1)
    square = running_mean(state, "exp_avg_sq", grad * grad, beta2) / (1 - beta2)
    return mean / (np.sqrt(square) + eps)
