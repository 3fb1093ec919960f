# name = "forgets-to-hide"
# exercise = "attention_forward"
# believes = "the mask is for the rule"
# symptom = "everybody sees everything"
# caught_by = "attention_forward"
# asks = ["Which of your arguments do you never use?"]
def attention_forward(qkv, num_heads, mask=None, kept=None):
    q, k, v = packed_heads(qkv, num_heads)
    weights = masked_softmax_forward(q * (1 / math.sqrt(q.shape[-1])) @ k.swapaxes(-1, -2))
    if kept is not None:
        kept.append(weights)
    return (weights @ v).transpose(0, 2, 1, 3).reshape(*qkv.shape[:2], -1)
