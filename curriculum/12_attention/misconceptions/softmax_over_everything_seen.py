# name = "softmax-over-everything-seen"
# exercise = "masked_softmax_forward"
# believes = "the weights of a whole batch add up to 1"
# symptom = "one row alone is right, several are too small"
# caught_by = "masked_softmax_forward"
# asks = ["What does one row of your result add up to?"]
def masked_softmax_forward(scores, mask=None):
    weights = scores.copy() if mask is None else scores + np.where(mask, 0, -np.inf).astype(scores.dtype)
    weights = np.exp(weights - np.maximum(weights.max(), np.finfo(scores.dtype).min))
    return weights / np.maximum(weights.sum(), 1)
