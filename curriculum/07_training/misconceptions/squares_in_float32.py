# name = "squares-in-float32"
# exercise = "clip_grad_norm_"
# believes = "float32 has room for a square"
# symptom = "an infinite length for numbers above 1e19, and no clipping"
# caught_by = "clip_grad_norm_"
# asks = ["What is 3e30 times 3e30 in float32?"]
def clip_grad_norm_(parameters, max_norm):
    grads = [parameter.grad for parameter in parameters if parameter.grad is not None]
    with np.errstate(over="ignore"):
        norm = math.sqrt(sum(float((grad ** 2).sum()) for grad in grads))
    if max_norm < norm < math.inf:
        for grad in grads:
            grad *= max_norm / norm
    return norm
