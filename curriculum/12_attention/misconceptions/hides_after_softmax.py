# name = "hides-after-softmax"
# exercise = "masked_softmax_forward"
# believes = "what must not be seen is multiplied by 0 at the end"
# symptom = "rows with something hidden add up to less than 1, and the hidden scores scale the others"
# caught_by = "masked_softmax_forward"
# asks = ["What does such a row add up to?", "Did the hidden score take part in the sum?"]
def masked_softmax_forward(scores, mask=None):
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return weights if mask is None else weights * mask.astype(scores.dtype)
