"""Can this framework build a language model, and let it write?

A GPT from the student's package is compared with the same model written in NumPy from its saved state: scores, one
gradient by central differences, the future, the count of its parameters, and a greedy text, with more than one way of
looking.
"""

import numpy as np

from tinytorch.checks import expect_close, expect_equal, scenario, seeded

SIZES = {"vocab_size": 11, "d_model": 8, "num_layers": 2, "num_heads": 2, "context": 6}


@scenario
def a_small_model(sizes, ids, labels, seed):
    """Its state, scores of ids, the gradient of its last norm's bias, how many parameters, scores of a changed future."""
    import numpy as np

    from tinytorch.core.losses import cross_entropy
    from tinytorch.core.transformers import GPT

    model = GPT(**sizes, rng=np.random.default_rng(seed))
    for parameter in model.parameters():
        parameter[...] = np.random.default_rng(seed + parameter.size).normal(size=parameter.shape) / 2
    scores = model(ids)
    cross_entropy(scores.reshape(-1, sizes["vocab_size"]), labels.reshape(-1)).backward()
    changed = ids.copy()
    changed[:, 3] = (changed[:, 3] + 1) % sizes["vocab_size"]
    count = sum(parameter.size for parameter in model.parameters())
    return model.state_dict(), scores.data, model.norm.bias.grad, count, model(changed).data


@scenario
def texts(sizes, state, ids, seed):
    """A greedy text longer than the context, and two drawn ones from the same seed."""
    import numpy as np

    from tinytorch.core.transformers import GPT

    model = GPT(**sizes)
    model.load_state_dict(state)
    drawn = [model.generate(ids, 9, 0.8, 4, np.random.default_rng(seed)).tolist() for _ in range(2)]
    return model.generate(ids, 9, temperature=0).tolist(), drawn


@scenario
def look_all_around(sizes, state, ids):
    from tinytorch.core.transformers import GPT, look_around

    model = GPT(**sizes)
    model.load_state_dict(state)
    return model(ids, attend=look_around).data


def normed(x, state, name):
    x = x - x.mean(axis=-1, keepdims=True)
    return x / np.sqrt((x**2).mean(axis=-1, keepdims=True) + 1e-5) * state[f"{name}.weight"] + state[f"{name}.bias"]


def attended(x, state, name, heads, causal):
    qkv = x @ state[f"{name}.in_proj_weight"].T + state[f"{name}.in_proj_bias"]
    merged, d = np.zeros(x.shape), x.shape[-1] // heads
    for b, h, t in np.ndindex(len(x), heads, x.shape[1]):
        q, k, v = (qkv[b, :, part * x.shape[-1] + h * d : part * x.shape[-1] + (h + 1) * d] for part in range(3))
        powers = np.exp(k[: t + 1 if causal else None] @ q[t] / np.sqrt(d))
        merged[b, t, h * d : (h + 1) * d] = powers @ v[: len(powers)] / powers.sum()
    return merged @ state[f"{name}.out_proj.weight"].T + state[f"{name}.out_proj.bias"]


def gpt(ids, state, causal=True):
    """The scores of the same model, by NumPy alone."""
    state = {name: np.asarray(array, float) for name, array in state.items()}
    x = state["words.weight"][ids] + state["places.weight"][: ids.shape[1]]
    for n in range(SIZES["num_layers"]):
        block = f"blocks.{n}"
        x = x + attended(normed(x, state, f"{block}.norm1"), state, f"{block}.attention", SIZES["num_heads"], causal)
        inside = normed(x, state, f"{block}.norm2") @ state[f"{block}.feed_forward.expand.weight"].T
        inside = inside + state[f"{block}.feed_forward.expand.bias"]
        inside = inside / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (inside + 0.044715 * inside**3)))
        x = x + inside @ state[f"{block}.feed_forward.contract.weight"].T + state[f"{block}.feed_forward.contract.bias"]
    return normed(x, state, "norm") @ state["words.weight"].T


def loss(state, ids, labels):
    scores = gpt(ids, state)
    chances = np.exp(scores - scores.max(axis=-1, keepdims=True))
    chances = np.take_along_axis(chances / chances.sum(axis=-1, keepdims=True), labels[..., None], axis=-1)
    return -np.log(chances).mean()


def check_a_small_model(rng):
    ids, labels, seed = rng.integers(0, 11, size=(2, 6)), rng.integers(0, 11, size=(2, 6)), int(rng.integers(1000))
    state, scores, gradient, count, changed = a_small_model(SIZES, ids, labels, seed)
    expect_equal(count, 11 * 8 + 6 * 8 + 2 * (12 * 64 + 13 * 8) + 16, call="number of parameters", why="words are tied")
    expect_close(scores, gpt(ids, state), rtol=2e-3, atol=2e-3, call="model(ids)", why="NumPy computes the same")
    expect_equal(np.asarray(changed)[:, :3], np.asarray(scores)[:, :3], call="scores before a place that changes",
                 why="nothing from the future, to the last bit")
    slopes = np.zeros(8)
    for place in range(8):
        ends = []
        for step in (1e-5, -1e-5):
            moved = dict(state)
            moved["norm.bias"] = np.asarray(state["norm.bias"], float) + step * (np.arange(8) == place)
            ends.append(loss(moved, ids, labels))
        slopes[place] = (ends[0] - ends[1]) / 2e-5
    expect_close(gradient, slopes, rtol=1e-2, atol=1e-3, call="the gradient of the last norm's bias")
    expect_close(look_all_around(SIZES, state, ids), gpt(ids, state, causal=False), rtol=2e-3, atol=2e-3,
                 call="model(ids, attend=look_around)", why="how to look can be handed in")
    greedy, drawn = texts(SIZES, state, ids[:, :2], seed)
    text = ids[:, :2]
    for step in range(9):
        scores = gpt(np.array(greedy)[:, : 2 + step][:, -6:], state)[:, -1]
        chosen = np.array(greedy)[:, 2 + step]
        best = np.take_along_axis(scores, chosen[:, None], axis=1)[:, 0]
        expect_close(best, scores.max(axis=1), rtol=2e-3, atol=2e-3, call=f"id {step + 3} of a greedy text",
                     why="the best score, given the last six ids")
    expect_equal(np.array(greedy)[:, :2], text, call="the beginning of the text")
    expect_equal(drawn[0], drawn[1], call="two drawn texts from one seed", why="the generator decides, and nothing else")


check_a_small_model(seeded("checkpoint-transformers"))
