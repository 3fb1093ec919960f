# name = "makes-new-gradients"
# exercise = "clip_grad_norm_"
# believes = "a new array in grad is as good as the old one changed"
# symptom = "who holds the gradient from before sees it unclipped"
# caught_by = "clip_grad_norm_"
# asks = ["What does the underscore at the end of the name promise?", "What does g = g * 2 do to the array that g was?"]
def clip_grad_norm_(parameters, max_norm):
    parameters = [parameter for parameter in parameters if parameter.grad is not None]
    norm = math.sqrt(sum(float((parameter.grad.astype(np.float64) ** 2).sum()) for parameter in parameters))
    if max_norm < norm < math.inf:
        for parameter in parameters:
            parameter.grad = parameter.grad * (max_norm / norm)
    return norm
