# name = "clips-each-by-itself"
# exercise = "clip_grad_norm_"
# believes = "every gradient has a length of its own"
# symptom = "the direction changes, long gradients count for less"
# caught_by = "clip_grad_norm_"
# asks = ["How long is [3, 4] together with [12]?", "Does the direction of the step stay?"]
def clip_grad_norm_(parameters, max_norm):
    total = 0.0
    for parameter in parameters:
        if parameter.grad is not None:
            norm = math.sqrt(float((parameter.grad.astype(np.float64) ** 2).sum()))
            total += norm ** 2
            if max_norm < norm < math.inf:
                parameter.grad *= max_norm / norm
    return math.sqrt(total)
