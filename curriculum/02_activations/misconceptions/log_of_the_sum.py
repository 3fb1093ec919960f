# name = "log-of-the-sum"
# exercise = "logsumexp_forward"
# believes = "log, sum and exp can be called one after the other"
# symptom = "infinite for large numbers and minus infinity for very negative ones"
# caught_by = "logsumexp_forward"
# asks = ["What is exp(1000)?", "Which factor comes out of the sum when every number is lowered by m?"]
def logsumexp_forward(x, dim=-1, keepdim=False):
    return np.log(np.sum(np.exp(x), axis=dim, keepdims=keepdim))
