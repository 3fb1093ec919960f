# name = "keeps-the-corrected-means"
# exercise = "adam_direction"
# believes = "the corrected average is what is kept"
# symptom = "right at the first step, then wrong"
# caught_by = "adam_direction"
# asks = ["Your correction was written into the state: which lines change the array that is kept there, as m /= would?", "Which of the two, m or the corrected m, goes into the next average?"]
def adam_direction(grad, state, betas=(0.9, 0.999), eps=1e-8):
    beta1, beta2 = betas
    step = state["step"] = state.get("step", 0) + 1
    mean = state["exp_avg"] = running_mean(state, "exp_avg", grad, beta1) / (1 - beta1 ** step)
    square = state["exp_avg_sq"] = running_mean(state, "exp_avg_sq", grad * grad, beta2) / (1 - beta2 ** step)
    return mean / (np.sqrt(square) + eps)
