# name = "makes-short-ones-longer"
# exercise = "clip_grad_norm_"
# believes = "clipping sets the length"
# symptom = "small gradients near the minimum become steps of full length"
# caught_by = "clip_grad_norm_"
# asks = ["What should happen to a gradient that is short enough?"]
def clip_grad_norm_(parameters, max_norm):
    grads = [parameter.grad for parameter in parameters if parameter.grad is not None]
    norm = math.sqrt(sum(float((grad.astype(np.float64) ** 2).sum()) for grad in grads))
    if 0 < norm < math.inf:
        for grad in grads:
            grad *= max_norm / norm
    return norm
