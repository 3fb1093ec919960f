# name = "squeezes-everything"
# exercise = "logsumexp_forward"
# believes = "squeeze takes the axis away that was summed"
# symptom = "right for batches; a batch of one example loses its batch axis, too"
# caught_by = "logsumexp_forward"
# asks = ["Which axes of length 1 has (1, 1), and which of them did you sum over?", "How do you tell squeeze which axis you mean?"]
def logsumexp_forward(x, dim=-1, keepdim=False):
    largest = np.max(x, axis=dim, keepdims=True)
    result = largest + np.log(np.sum(np.exp(x - largest), axis=dim, keepdims=True))
    return result if keepdim else result.squeeze()
