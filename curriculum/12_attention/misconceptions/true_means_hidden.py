# name = "true-means-hidden"
# exercise = "masked_softmax_forward"
# believes = "the mask says what is hidden"
# symptom = "looks at just what it should not see"
# caught_by = "masked_softmax_forward"
# asks = ["What does True mean in the docstring?"]
def masked_softmax_forward(scores, mask=None):
    weights = scores.copy() if mask is None else scores + np.where(mask, -np.inf, 0).astype(scores.dtype)
    weights -= np.maximum(weights.max(axis=-1, keepdims=True), np.finfo(scores.dtype).min)
    np.exp(weights, out=weights)
    return weights / np.maximum(weights.sum(axis=-1, keepdims=True), 1)
