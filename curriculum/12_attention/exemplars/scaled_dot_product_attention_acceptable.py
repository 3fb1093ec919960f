# exercise = "scaled_dot_product_attention"
# level = "acceptable"
# mark = 5
# checks = "check-scaled_dot_product_attention failed, hidden-scaled_dot_product_attention failed"
# reason = "The formula is there: root, softmax along the keys, mixture. But the causal mask replaces the caller's, so that with both a query sees what the caller has hidden. Correctness first, so the mark is at most 6."
def scaled_dot_product_attention(q, k, v, mask=None, is_causal=False):
    """Attention with a mask."""
    scores = attention_scores(q, k)
    if is_causal:
        mask = causal_mask(q.shape[-2], k.shape[-2])
    weights = masked_softmax(scores, None if mask is None else np.asarray(mask))
    return weights @ v, weights
