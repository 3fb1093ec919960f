# name = "writes-into-the-scores"
# exercise = "masked_softmax_forward"
# believes = "in place saves an array"
# symptom = "the caller's scores are gone"
# caught_by = "masked_softmax_forward"
# asks = ["Whose array do you subtract from when there is no mask?"]
def masked_softmax_forward(scores, mask=None):
    weights = scores if mask is None else scores + np.where(mask, 0, -np.inf).astype(scores.dtype)
    weights -= np.maximum(weights.max(axis=-1, keepdims=True), np.finfo(scores.dtype).min)
    np.exp(weights, out=weights)
    weights /= np.maximum(weights.sum(axis=-1, keepdims=True), 1)
    return weights
