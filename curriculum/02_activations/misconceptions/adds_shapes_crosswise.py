# name = "adds-shapes-crosswise"
# exercise = "logsumexp_forward"
# believes = "(2, 1) plus (2,) is (2,)"
# symptom = "a square comes back where there should be a row"
# caught_by = "logsumexp_forward"
# asks = ["Which shape has (2, 1) + (2,)?", "At which moment should the axis disappear?"]
def logsumexp_forward(x, dim=-1, keepdim=False):
    largest = np.max(x, axis=dim, keepdims=True)
    return largest + np.log(np.sum(np.exp(x - largest), axis=dim, keepdims=keepdim))
