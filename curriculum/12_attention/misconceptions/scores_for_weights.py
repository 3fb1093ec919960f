# name = "scores-for-weights"
# exercise = "scaled_dot_product_attention"
# believes = "high scores weigh much"
# symptom = "rows do not add up to 1"
# caught_by = "scaled_dot_product_attention"
# asks = ["What should the weights of a query add up to?", "Which of your functions has not been called?"]
def scaled_dot_product_attention(q, k, v, mask=None, is_causal=False):
    scores = attention_scores(q, k)
    seen = may_look(mask, q.shape[-2], k.shape[-2], is_causal)
    weights = scores if seen is None else scores * Tensor(np.where(seen, 1.0, 0.0))
    return weights @ v, weights
