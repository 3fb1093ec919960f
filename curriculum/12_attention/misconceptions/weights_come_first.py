# name = "weights-come-first"
# exercise = "scaled_dot_product_attention"
# believes = "the weights are what attention computes"
# symptom = "output and weights are exchanged"
# caught_by = "scaled_dot_product_attention"
# asks = ["Which of the two does the docstring name first?"]
def scaled_dot_product_attention(q, k, v, mask=None, is_causal=False):
    weights = masked_softmax(attention_scores(q, k), may_look(mask, q.shape[-2], k.shape[-2], is_causal))
    return weights, weights @ v
