# name = "nobody-looks-nowhere"
# exercise = "masked_softmax_forward"
# believes = "every query may look at something"
# symptom = "NaN for rows of padding, and soon in every parameter"
# caught_by = "masked_softmax_forward"
# asks = ["What is the largest of a row in which all are minus infinity?", "What is minus infinity less minus infinity?"]
def masked_softmax_forward(scores, mask=None):
    weights = scores.copy() if mask is None else scores + np.where(mask, 0, -np.inf).astype(scores.dtype)
    with np.errstate(invalid="ignore"):
        weights -= weights.max(axis=-1, keepdims=True)
        np.exp(weights, out=weights)
        weights /= weights.sum(axis=-1, keepdims=True)
    return weights
