# name = "each-weight-by-itself"
# exercise = "attention_gradient"
# believes = "softmax has the slope s (1 - s)"
# symptom = "right for two keys, else only the diagonal of the matrix"
# caught_by = "attention_gradient"
# asks = ["Do the other weights of a row depend on this score?"]
def attention_gradient(grad, out, qkv, num_heads, mask=None, kept=None):
    q, k, v = packed_heads(qkv, num_heads)
    scale = 1 / math.sqrt(q.shape[-1])
    weights = kept[0] if kept else masked_softmax_forward(q * scale @ k.swapaxes(-1, -2), mask)
    grad = grad.reshape(*grad.shape[:2], num_heads, -1).transpose(0, 2, 1, 3)
    gradient = np.empty(qkv.shape, grad.dtype)
    for_q, for_k, for_v = packed_heads(gradient, num_heads)
    for_v[...] = weights.swapaxes(-1, -2) @ grad
    slopes = grad @ v.swapaxes(-1, -2)
    slopes = slopes * weights * (1 - weights)
    for_q[...] = slopes @ k * scale
    for_k[...] = slopes.swapaxes(-1, -2) @ q * scale
    return (gradient,)
