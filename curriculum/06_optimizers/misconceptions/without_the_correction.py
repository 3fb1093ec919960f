# name = "without-the-correction"
# exercise = "adam_direction"
# believes = "the averages are right from the start"
# symptom = "the first steps have the wrong size: 3.2 times lr instead of lr"
# caught_by = "adam_direction"
# asks = ["What is the first average, when the first gradient is 1?", "What do the two errors of m and of the root make together?"]
def adam_direction(grad, state, betas=(0.9, 0.999), eps=1e-8):
    beta1, beta2 = betas
    state["step"] = state.get("step", 0) + 1
    mean = running_mean(state, "exp_avg", grad, beta1)
    square = running_mean(state, "exp_avg_sq", grad * grad, beta2)
    return mean / (np.sqrt(square) + eps)
