# name = "minus-a-billion"
# exercise = "masked_softmax_forward"
# believes = "a very small score is as good as minus infinity"
# symptom = "a row that may see nothing looks at everything alike"
# caught_by = "masked_softmax_forward"
# asks = ["What are the weights when every score is minus a billion?"]
def masked_softmax_forward(scores, mask=None):
    weights = scores.copy() if mask is None else np.where(mask, scores, np.array(-1e9, scores.dtype))
    weights = weights - weights.max(axis=-1, keepdims=True)
    weights = np.exp(weights)
    return weights / weights.sum(axis=-1, keepdims=True)
