# name = "one-mask-or-the-other"
# exercise = "scaled_dot_product_attention"
# believes = "who gives a mask does not want the causal one"
# symptom = "with both, the future is seen"
# caught_by = "scaled_dot_product_attention"
# asks = ["Which of the two masks is used when both are given?"]
def scaled_dot_product_attention(q, k, v, mask=None, is_causal=False):
    seen = mask if mask is not None else may_look(None, q.shape[-2], k.shape[-2], is_causal)
    weights = masked_softmax(attention_scores(q, k), seen)
    return weights @ v, weights
