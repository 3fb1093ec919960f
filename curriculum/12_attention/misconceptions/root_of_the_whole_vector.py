# name = "root-of-the-whole-vector"
# exercise = "attention_forward"
# believes = "d is the width of the model"
# symptom = "right for one head; with more, scores are too small"
# caught_by = "attention_forward"
# asks = ["How many numbers does one head's product add up?"]
def attention_forward(qkv, num_heads, mask=None, kept=None):
    q, k, v = packed_heads(qkv, num_heads)
    weights = masked_softmax_forward(q * (1 / math.sqrt(qkv.shape[-1] // 3)) @ k.swapaxes(-1, -2), mask)
    if kept is not None:
        kept.append(weights)
    return (weights @ v).transpose(0, 2, 1, 3).reshape(*qkv.shape[:2], -1)
