# name = "sum-without-its-axis"
# exercise = "softmax_forward"
# believes = "a sum of shape (32,) divides the rows of (32, 10)"
# symptom = "an error about shapes, or columns divided in place of rows when the batch is square"
# caught_by = "softmax_forward"
# asks = ["Write (32, 10) and (32,) below each other, aligned at the right. What is missing?"]
def softmax_forward(x, dim=-1):
    powers = np.exp(x - np.max(x, axis=dim, keepdims=True))
    return powers / np.sum(powers, axis=dim)
