"""Can this framework look where it must, and nowhere else?

A layer of attention with a causal mask and padding is run and differentiated by the student's package, in both of its
ways; NumPy alone computes the same with loops, finds the same gradients by central differences, and changes the future.
"""

import numpy as np

from tinytorch.checks import expect_close, expect_equal, scenario, seeded


@scenario
def attend(state, x, heads, lengths, weigh, fast, keep):
    """Output, weights (or None), and the gradients for x and the packed weight of the sum of output times `weigh`.

    `fast` is the one operation; `keep` is whether it keeps its weights or computes them again.
    """
    from tinytorch.core.attention import MultiHeadAttention, padding_mask
    from tinytorch.core.tensor import Tensor

    layer = MultiHeadAttention(x.shape[-1], heads)
    layer.load_state_dict(state)
    layer.keep_weights = keep
    x, mask = Tensor(x, requires_grad=True), padding_mask(lengths, x.shape[1])
    output, weights = layer(x, mask=mask, is_causal=True, need_weights=not fast)
    (output * weigh).sum().backward()
    return output.data, None if fast else weights.data, x.grad, layer.in_proj_weight.grad


def by_loops(state, x, heads, lengths):
    """The same output and weights, place by place and head by head."""
    count, length, width = x.shape
    d = width // heads
    qkv = x.astype(float) @ state["in_proj_weight"].T + state["in_proj_bias"]
    merged, mean = np.zeros((count, length, width)), np.zeros((count, length, length))
    for b, h, t in np.ndindex(count, heads, length):
        q, k, v = (qkv[b, :, part * width + h * d : part * width + (h + 1) * d] for part in range(3))
        seen = min(t + 1, lengths[b])
        if seen:
            powers = np.exp(k[:seen] @ q[t] / np.sqrt(d))
            merged[b, t, h * d : (h + 1) * d] = powers @ v[:seen] / powers.sum()
            mean[b, t, :seen] += powers / powers.sum() / heads
    return merged @ state["out_proj.weight"].T + state["out_proj.bias"], mean


def slopes(state, name, x, heads, lengths, weigh):
    """The gradient for x, or for a part of the state, by central differences."""
    moved = dict(state, x=x)
    array = moved[name].astype(float)
    found = np.zeros(array.shape)
    for place in np.ndindex(array.shape):
        ends = []
        for step in (1e-5, -1e-5):
            moved[name] = array.copy()
            moved[name][place] += step
            ends.append((by_loops(moved, moved["x"], heads, lengths)[0] * weigh).sum())
        found[place] = (ends[0] - ends[1]) / 2e-5
    return found


def check_attention(rng):
    width, heads, lengths = 4, 2, [3, 5, 0]
    shapes = {"in_proj_weight": (12, 4), "in_proj_bias": (12,), "out_proj.weight": (4, 4), "out_proj.bias": (4,)}
    state = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    x, weigh = (rng.normal(size=(3, 5, width)).astype(np.float32) for _ in range(2))
    output, weights = by_loops(state, x, heads, lengths)
    for_x, for_weight = (slopes(state, name, x, heads, lengths, weigh) for name in ("x", "in_proj_weight"))
    for fast, keep in ((False, True), (True, True), (True, False)):
        got = attend(state, x, heads, lengths, weigh, fast, keep)
        words = f"need_weights={not fast}, keep_weights={keep}"
        expect_close(got[0], output, rtol=1e-3, atol=1e-4, call=f"the output, {words}",
                     why="causal, without the padding, and zeros for a sentence of padding")
        expect_close(got[2], for_x, rtol=1e-2, atol=1e-3, call=f"the gradient for x, {words}")
        expect_close(got[3], for_weight, rtol=1e-2, atol=1e-3,
                     call=f"the gradient for queries, keys and values, {words}")
        changed = x.copy()
        changed[:, 3] += 10
        after = attend(state, changed, heads, lengths, weigh, fast, keep)[0]
        expect_equal(np.asarray(after[:, :3]), np.asarray(got[0][:, :3]), call="outputs before a place that changes",
                     why="nothing from the future, to the last bit")
    got = attend(state, x, heads, lengths, weigh, False, True)
    expect_close(got[1], weights, rtol=1e-3, atol=1e-5, call="the weights, a mean over the heads")


check_attention(seeded("checkpoint-attention"))
