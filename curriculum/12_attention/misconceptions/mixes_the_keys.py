# name = "mixes-the-keys"
# exercise = "scaled_dot_product_attention"
# believes = "what was found is what is handed out"
# symptom = "mixtures of keys in place of values"
# caught_by = "scaled_dot_product_attention"
# asks = ["What does a dictionary give you: the key or the value?"]
def scaled_dot_product_attention(q, k, v, mask=None, is_causal=False):
    weights = masked_softmax(attention_scores(q, k), may_look(mask, q.shape[-2], k.shape[-2], is_causal))
    return weights @ k, weights
