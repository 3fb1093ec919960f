# name = "always-blindfolded"
# exercise = "scaled_dot_product_attention"
# believes = "attention is causal"
# symptom = "without is_causal, too, nobody sees what comes later"
# caught_by = "scaled_dot_product_attention"
# asks = ["Which of your arguments do you never use?", "Why should a reader not see the end of the sentence?"]
def scaled_dot_product_attention(q, k, v, mask=None, is_causal=False):
    weights = masked_softmax(attention_scores(q, k), may_look(mask, q.shape[-2], k.shape[-2], True))
    return weights @ v, weights
