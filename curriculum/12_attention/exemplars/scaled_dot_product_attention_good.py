# exercise = "scaled_dot_product_attention"
# level = "good"
# mark = 8
# checks = "check-scaled_dot_product_attention passed, hidden-scaled_dot_product_attention passed"
# reason = "Right in every case that is checked. Plainer and dearer: hidden scores become -1e9 and are multiplied by 0 once more afterwards, which takes three arrays of T x T where one would do, and leans on scores being smaller than a billion. No shapes, and no word on why the second multiplication is needed."
def scaled_dot_product_attention(q, k, v, mask=None, is_causal=False):
    """Do attention."""
    scores = attention_scores(q, k)
    seen = may_look(mask, q.shape[-2], k.shape[-2], is_causal)
    if seen is not None:
        scores = scores.masked_fill(~seen, -1e9)
    weights = masked_softmax(scores)
    if seen is not None:
        weights = weights * Tensor(seen.astype(np.float32))
    output = weights @ v
    return output, weights
