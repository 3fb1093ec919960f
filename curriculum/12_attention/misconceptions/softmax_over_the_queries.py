# name = "softmax-over-the-queries"
# exercise = "masked_softmax_forward"
# believes = "each key's weights add up to 1"
# symptom = "columns add up to 1 instead of rows"
# caught_by = "masked_softmax_forward"
# asks = ["Along which axis should the numbers add up to one?", "Who shares out: the query or the key?"]
def masked_softmax_forward(scores, mask=None):
    weights = scores.copy() if mask is None else scores + np.where(mask, 0, -np.inf).astype(scores.dtype)
    if weights.ndim < 2:
        weights = weights[np.newaxis]
    weights = weights - np.maximum(weights.max(axis=-2, keepdims=True), np.finfo(scores.dtype).min)
    weights = np.exp(weights)
    return (weights / np.maximum(weights.sum(axis=-2, keepdims=True), 1)).reshape(scores.shape)
