# name = "clips-each-number"
# exercise = "clip_grad_norm_"
# believes = "a long gradient has large numbers, so cut them"
# symptom = "the direction changes; many small numbers pass"
# caught_by = "clip_grad_norm_"
# asks = ["How long is a gradient of a million numbers of 0.5?"]
def clip_grad_norm_(parameters, max_norm):
    grads = [parameter.grad for parameter in parameters if parameter.grad is not None]
    norm = math.sqrt(sum(float((grad.astype(np.float64) ** 2).sum()) for grad in grads))
    for grad in grads:
        np.clip(grad, -max_norm, max_norm, out=grad)
    return norm
