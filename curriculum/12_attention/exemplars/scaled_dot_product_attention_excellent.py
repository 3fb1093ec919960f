# exercise = "scaled_dot_product_attention"
# level = "excellent"
# mark = 10
# checks = "check-scaled_dot_product_attention passed, hidden-scaled_dot_product_attention passed"
# reason = "Three lines that read like the formula, each with its shape. The joint mask is made once, hidden scores never reach a sum, a query that may see nothing gets zeros, and both results come from the same weights, so nothing is computed twice."
def scaled_dot_product_attention(q, k, v, mask=None, is_causal=False):
    """The mixture of the values for each query, and its weights: softmax(q kᵀ / √d) v over what may be seen."""
    seen = may_look(mask, q.shape[-2], k.shape[-2], is_causal)      # (T, S), or what the caller's mask broadcasts to
    weights = masked_softmax(attention_scores(q, k), seen)          # (..., T, S), rows add up to 1, or to 0 if all is hidden
    return weights @ v, weights                                     # (..., T, e)
