# name = "heads-left-in-front"
# exercise = "attention_forward"
# believes = "a reshape merges the heads"
# symptom = "places and heads are mixed up for more than one head"
# caught_by = "attention_forward"
# asks = ["Which axis comes second when you reshape?"]
def attention_forward(qkv, num_heads, mask=None, kept=None):
    q, k, v = packed_heads(qkv, num_heads)
    weights = masked_softmax_forward(q * (1 / math.sqrt(q.shape[-1])) @ k.swapaxes(-1, -2), mask)
    if kept is not None:
        kept.append(weights)
    return (weights @ v).reshape(*qkv.shape[:2], -1)
