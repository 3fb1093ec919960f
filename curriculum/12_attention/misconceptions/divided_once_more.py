# name = "divided-once-more"
# exercise = "scaled_dot_product_attention"
# believes = "the root belongs to attention, wherever it is"
# symptom = "scores are divided twice"
# caught_by = "scaled_dot_product_attention"
# asks = ["What have your scores been divided by already?"]
def scaled_dot_product_attention(q, k, v, mask=None, is_causal=False):
    scores = attention_scores(q, k) * (1 / math.sqrt(q.shape[-1]))
    weights = masked_softmax(scores, may_look(mask, q.shape[-2], k.shape[-2], is_causal))
    return weights @ v, weights
