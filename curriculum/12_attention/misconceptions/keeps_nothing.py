# name = "keeps-nothing"
# exercise = "attention_forward"
# believes = "kept is for somebody else"
# symptom = "right, and the weights are always computed again"
# caught_by = "attention_forward"
# asks = ["Which line puts the weights into the list, and is it reached while the list is still empty?"]
def attention_forward(qkv, num_heads, mask=None, kept=None):
    q, k, v = packed_heads(qkv, num_heads)
    weights = masked_softmax_forward(q * (1 / math.sqrt(q.shape[-1])) @ k.swapaxes(-1, -2), mask)
    return (weights @ v).transpose(0, 2, 1, 3).reshape(*qkv.shape[:2], -1)
