# name = "forgets-to-add-the-maximum"
# exercise = "logsumexp_forward"
# believes = "the constant cancels, as in softmax"
# symptom = "too small by the largest number of the row"
# caught_by = "logsumexp_forward"
# asks = ["What is the log-sum-exp of a single number?", "In softmax the factor stands above and below the line. And here?"]
def logsumexp_forward(x, dim=-1, keepdim=False):
    largest = np.max(x, axis=dim, keepdims=True)
    return np.log(np.sum(np.exp(x - largest), axis=dim, keepdims=keepdim))
