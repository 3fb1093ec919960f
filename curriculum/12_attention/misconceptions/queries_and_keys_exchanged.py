# name = "queries-and-keys-exchanged"
# exercise = "attention_gradient"
# believes = "both get the same gradient, by symmetry"
# symptom = "right for a sequence of one"
# caught_by = "attention_gradient"
# asks = ["What was multiplied with what to give row i of the scores?"]
def attention_gradient(grad, out, qkv, num_heads, mask=None, kept=None):
    q, k, v = packed_heads(qkv, num_heads)
    scale = 1 / math.sqrt(q.shape[-1])
    weights = kept[0] if kept else masked_softmax_forward(q * scale @ k.swapaxes(-1, -2), mask)
    grad = grad.reshape(*grad.shape[:2], num_heads, -1).transpose(0, 2, 1, 3)
    gradient = np.empty(qkv.shape, grad.dtype)
    for_q, for_k, for_v = packed_heads(gradient, num_heads)
    for_v[...] = weights.swapaxes(-1, -2) @ grad
    slopes = grad @ v.swapaxes(-1, -2)
    slopes = (slopes - (slopes * weights).sum(axis=-1, keepdims=True)) * weights
    for_q[...] = slopes.swapaxes(-1, -2) @ k * scale
    for_k[...] = slopes @ q * scale
    return (gradient,)
