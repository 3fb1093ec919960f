# name = "keeps-the-scores"
# exercise = "attention_forward"
# believes = "the rule wants what softmax was made of"
# symptom = "the rule takes scores for weights"
# caught_by = "attention_forward"
# asks = ["What does the rule multiply by?"]
def attention_forward(qkv, num_heads, mask=None, kept=None):
    q, k, v = packed_heads(qkv, num_heads)
    scores = q * (1 / math.sqrt(q.shape[-1])) @ k.swapaxes(-1, -2)
    if kept is not None:
        kept.append(scores)
    return (masked_softmax_forward(scores, mask) @ v).transpose(0, 2, 1, 3).reshape(*qkv.shape[:2], -1)
