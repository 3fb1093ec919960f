# %% [markdown]
# # Attention
#
# "The trophy does not fit into the suitcase because it is too large." What is too large? To answer, the word "it" has to
# look at other words, and at the right ones. A linear layer cannot choose: its weights are the same for every sentence.
# In this module you build the layer whose weights are computed from the sentence itself. At the end, this program runs
# on your own code:
#
# ```python
# class Reader(Module):
#     def __init__(self, rng):
#         self.attention, self.answer = MultiHeadAttention(16, 2, rng=rng), Linear(16, 8, rng=rng)
#
#     def forward(self, x):                                # eight coloured numbers, and a colour without a number
#         seen, _ = self.attention(x, need_weights=False)  # (B, 9, 16)
#         return self.answer(seen[:, -1])                  # which number had that colour?
# ```
#
# Each example has its own colours in its own order, so nothing can be learned by heart. What has to be learned is how to
# look.

# %% given="imports"
#| default_exp core.attention
#| export
import math

import numpy as np

from tinytorch.core.autograd import softmax_gradient
from tinytorch.core.layers import LINEAR, Dropout, Linear, Module, Parameter, default_generator, xavier_uniform
from tinytorch.core.tensor import Op, Tensor, apply

# %% given="vocabulary"
import time
import tracemalloc

from tinytorch.checks import expect_close, expect_equal, rng, scenario
from tinytorch.core.activations import softmax_forward
from tinytorch.core.autograd import check_gradients, history, no_grad
from tinytorch.core.losses import cross_entropy
from tinytorch.core.optimizers import Adam
from tinytorch.core.tensor import randn


def milliseconds(function, repeat=5):
    """How long `function()` takes: the fastest of a few runs."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times) * 1000

# %% [markdown]
# ## 1. A dictionary that is not sure
#
# A dictionary compares what you ask for, the **query**, with its **keys**, and hands out the **value** of the one that
# is equal. Let all three be vectors. Then "equal" becomes "alike", measured by a product, and instead of one value we
# take a mixture of all of them, in which the likeliest weigh most:
#
# ![A query is compared with three keys; softmax turns the scores into weights; the weights mix the values](figures/lookup.svg)

# %%
keys = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]])                                # (3, 2)
values = np.array([[10.0], [20.0], [30.0]])                                           # (3, 1)
query = np.array([0.2, 3.0])                             # most like the second key
weights = softmax_forward(keys @ query)
print("scores", keys @ query, "weights", weights.round(3), "answer", weights @ values)

# %% [markdown]
# Every step has a gradient, so the vectors can be learned: what to ask for, what to be found by, what to tell.
#
# Now for vectors of a realistic length d. Let queries and keys be random, each number of variance 1. Then a product is a
# sum of d such numbers, and its variance is d. (As the size of random scores take their standard deviation.)

# %%
generator = np.random.default_rng(0)
for d in (4, 64, 1024):
    scores = generator.normal(size=(1000, d)) @ generator.normal(size=(d, 8))         # 1000 queries, 8 keys
    largest, scaled = (softmax_forward(s).max(axis=1).mean() for s in (scores, scores / np.sqrt(d)))
    print(f"d = {d:>4}: scores of size {scores.std():5.1f}, the largest weight is {largest:.2f}; divided: {scaled:.2f}")

# %% [markdown]
# With long vectors softmax is sure of itself before anything was learned: one weight is nearly 1. There its gradient,
# s · (1 − s), is nearly 0, and nothing will be learned either. Divided by the root of d, the scores have size 1 for
# every d:
#
# $$\text{scores} = \frac{Q K^\top}{\sqrt{d}}$$
#
# Everything comes in stacks: (batch, T, d) queries and (batch, S, d) keys, with one more axis for the heads of section 4.
# The T × S scores of each member of a stack are a product of its own, which `@` does by itself; only the last two axes
# turn.

# %% exercise="attention_scores"
#| export
# exercise: attention_scores
def attention_scores(q, k):
    """Return the product of every query with every key, divided by the root of the length d of a query or key. Made by
    tensor operations.

    Shapes: tensors q (..., T, d), k (..., S, d) -> (..., T, S).

    >>> attention_scores(Tensor([[3.0, 0.0, 0.0, 1.0]]), Tensor([[2.0, 5.0, 5.0, 2.0], [0.0, 7.0, 7.0, 1.0]])).tolist()
    [[4.0, 0.5]]
    """
    ### BEGIN SOLUTION
    return q @ k.transpose(-2, -1) * (1 / math.sqrt(q.shape[-1]))
    ### END SOLUTION

# %% check="attention_scores" points=4 hidden=3
q = Tensor([[3.0, 0.0, 0.0, 1.0], [0.0, 0.0, 2.0, 2.0]])
k = Tensor([[2.0, 5.0, 5.0, 2.0], [0.0, 7.0, 7.0, 1.0], [1.0, 0.0, 0.0, 1.0]])
expect_close(attention_scores(q, k).data, [[4.0, 0.5, 2.0], [7.0, 8.0, 1.0]],
             call="attention_scores([[3, 0, 0, 1], [0, 0, 2, 2]], k (3, 4))",
             why="8, 1 and 4, divided by the root of 4, the length of one query: a row for each query, a column for each key")
expect_close(attention_scores(Tensor(np.ones((2, 3, 5, 9))), Tensor(np.ones((2, 3, 7, 9)))).data, np.full((2, 3, 5, 7), 3.0),
             call="attention_scores(ones (2, 3, 5, 9), ones (2, 3, 7, 9))",
             why="in a stack each has scores of its own: here 9, divided by the root of d = 9")


@scenario
def gradients_of_one_score():
    q, k = Tensor([[1.0, 2.0, 0.0, 0.0]], requires_grad=True), Tensor([[4.0, 6.0, 0.0, 2.0]], requires_grad=True)
    attention_scores(q, k).backward()
    return {"for q": np.ravel(q.grad).tolist(), "for k": np.ravel(k.grad).tolist()}


expect_equal(gradients_of_one_score(), {"for q": [2.0, 3.0, 0.0, 1.0], "for k": [0.5, 1.0, 0.0, 0.0]},
             call="gradients of attention_scores([[1, 2, 0, 0]], [[4, 6, 0, 2]])",
             why="each is half the other: made by tensor operations, both can learn")
### BEGIN HIDDEN TESTS
for stack, t, s, d in (((), 3, 3, 3), ((2,), 4, 2, 9), ((2, 3), 1, 5, 2)):
    a, b = rng.normal(size=(*stack, t, d)), rng.normal(size=(*stack, s, d))
    got = attention_scores(Tensor(a), Tensor(b))
    expect_close(got.data, np.einsum("...td,...sd->...ts", a, b) / d ** 0.5, atol=1e-5, dtype=np.float32,
                 call=f"attention_scores(q {a.shape}, k {b.shape})")


@scenario
def gradients_of_scores():
    q, k = Tensor([[1.0, 2.0, 0.0, 0.0]], requires_grad=True), Tensor([[4.0, 6.0, 0.0, 2.0]], requires_grad=True)
    attention_scores(q, k).sum().backward()
    return q.grad, k.grad


expect_close(np.concatenate(gradients_of_scores()), [[2, 3, 0, 1], [0.5, 1, 0, 0]],
             call="gradients of attention_scores([[1, 2, 0, 0]], [[4, 6, 0, 2]])", why="tensor operations only: both learn")
### END HIDDEN TESTS

# %% [markdown]
# ## 2. What must not be seen
#
# Some keys must not be looked at. A model that writes text guesses the next word; while it learns, the next word is in
# the batch, and must be hidden. And short sentences in a batch are filled up with padding, which says nothing.
#
# A **mask** is a boolean array, True where a query **may** look. What is hidden should get the weight 0, and the others
# should still add up to 1. So it must go before softmax: a score of minus infinity becomes a weight of $e^{-\infty}=0$.
#
# One case is left. If a query may look at nothing (a row of padding, say), its scores are all minus infinity, and
# softmax takes the largest away from each: −∞ − (−∞) is NaN, which spreads into every parameter. Let such a query get
# weights of 0. Two small changes do it. As the largest, take at least the most negative finite number, about −3.4 · 10³⁸
# in float32 (`np.finfo(scores.dtype).min`). And divide by at least 1. (The largest exponential of a row is e⁰ = 1, so
# only a row without any has a smaller sum.)

# %% exercise="masked_softmax_forward"
#| export
# exercise: masked_softmax_forward
def masked_softmax_forward(scores, mask=None):
    """Return softmax along the last axis over those scores for which `mask` (None: all) is True, and 0 for the others.
    A row in which all are hidden is 0. Stable for scores of ±1000, without warnings. `scores` and `mask` stay as they are.

    Shapes: scores (..., T, S), mask boolean, broadcasts to it -> (..., T, S), in the dtype of scores.

    >>> masked_softmax_forward(np.array([[1.0, 1.0, 5.0]]), np.array([True, True, False])).tolist()
    [[0.5, 0.5, 0.0]]
    """
    ### BEGIN SOLUTION
    if mask is None:
        weights = scores.copy()
    else:
        weights = scores + np.where(mask, 0, -np.inf).astype(scores.dtype)
    smallest = np.finfo(scores.dtype).min
    weights -= np.maximum(weights.max(axis=-1, keepdims=True), smallest)              # in place: the array is ours
    np.exp(weights, out=weights)
    weights /= np.maximum(weights.sum(axis=-1, keepdims=True), 1)
    return weights
    ### END SOLUTION

# %% check="masked_softmax_forward" points=5 hidden=5
scores = np.log(np.array([[1.0, 3.0, 4.0], [1.0, 1.0, 2.0]]))
expect_close(masked_softmax_forward(scores), [[0.125, 0.375, 0.5], [0.25, 0.25, 0.5]],
             call="masked_softmax_forward(log [[1, 3, 4], [1, 1, 2]])", why="each query's weights add up to 1")
mask = np.array([[True, True, False], [True, False, True]])
expect_close(masked_softmax_forward(scores, mask), [[0.25, 0.75, 0.0], [1 / 3, 0.0, 2 / 3]],
             call="masked_softmax_forward(the same, [[True, True, False], [True, False, True]])",
             why="True may be seen; what is hidden weighs exactly 0, and the others still add up to 1")
got = masked_softmax_forward(np.array([[1000.0, 0.0], [1.0, 2.0]]), np.array([[True, True], [False, False]]))
expect_close(got, [[1.0, 0.0], [0.0, 0.0]], call="masked_softmax_forward([[1000, 0], [1, 2]], [[True, True], [False, False]])",
             why="no overflow; and who may look at nothing gets 0, not NaN")


@scenario
def weights_and_scores(scores, mask=None):
    """The weights for scores in float32, and the scores afterwards; a warning from NumPy counts as an error."""
    import warnings

    scores = np.array(scores, np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return masked_softmax_forward(scores, None if mask is None else np.array(mask)), scores


rows = [[1000.0, 0.0], [-5.0, -6.0], [-1000.0, -1001.0]]
got, after = weights_and_scores(rows)
expect_close(got, [[1.0, 0.0], [0.731059, 0.268941], [0.731059, 0.268941]], atol=1e-5, dtype=np.float32,
             call="masked_softmax_forward([[1000, 0], [-5, -6], [-1000, -1001]]) in float32",
             why="each row less its own largest score, and that may be far below 0; float32 stays float32")
expect_equal(after.tolist(), rows, call="the scores afterwards, without a mask", why="an operation never changes its inputs")
stack = np.tile(np.array([0.0, np.log(3.0), 1000.0], np.float32), (1, 2, 3, 1))
got, after = weights_and_scores(stack, [[[[True, True, False]]]])
expect_close(got, np.tile([0.25, 0.75, 0.0], (1, 2, 3, 1)), atol=1e-5, dtype=np.float32,
             call="masked_softmax_forward(rows [0, log 3, 1000] (1, 2, 3, 3), mask [True, True, False] (1, 1, 1, 3))",
             why="one mask for all rows of a stack; what is hidden is not the largest either")
expect_equal(after, stack, call="the scores afterwards, with a mask", why="the caller's array is not yours")
got, _ = weights_and_scores([[1.0, 2.0]], [[False, False]])
expect_close(got, [[0.0, 0.0]], call="masked_softmax_forward([[1, 2]], [[False, False]]), warnings as errors")
### BEGIN HIDDEN TESTS
x = rng.normal(size=(2, 3, 4, 5)).astype(np.float32) * 20
for shape in ((4, 5), (2, 1, 1, 5), (2, 3, 4, 5), (5,)):
    mask = rng.random(shape) < 0.6
    expected = np.zeros(x.shape)
    for place in np.ndindex(*x.shape[:-1]):
        row, seen = x[place].astype(float), np.broadcast_to(mask, x.shape)[place]
        if seen.any():
            powers = np.where(seen, np.exp(row - row[seen].max()), 0)
            expected[place] = powers / powers.sum()
    expect_close(masked_softmax_forward(x, mask), expected, atol=1e-6, dtype=np.float32,
                 call=f"masked_softmax_forward(scores (2, 3, 4, 5) float32, mask {shape})")
expect_close(masked_softmax_forward(x).sum(axis=-1), np.ones((2, 3, 4)), atol=1e-5,
             call="sums of masked_softmax_forward(scores (2, 3, 4, 5))")
small = np.array([[-1000.0, -1001.0, 5.0]])
expect_close(masked_softmax_forward(small, np.array([True, True, False])), [[0.731059, 0.268941, 0.0]], atol=1e-5,
             call="masked_softmax_forward([[-1000, -1001, 5]], [True, True, False])",
             why="the largest of those that may be seen counts, not the hidden 5")


@scenario
def inputs_afterwards():
    scores, mask = np.array([[1.0, 2.0]]), np.array([[True, False]])
    masked_softmax_forward(scores, mask)
    masked_softmax_forward(scores)
    return scores.tolist(), mask.tolist()


expect_equal(inputs_afterwards(), ([[1.0, 2.0]], [[True, False]]), call="masked_softmax_forward(scores, mask); scores, mask",
             why="an operation never changes its inputs")


@scenario
def warnings_raised():
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return masked_softmax_forward(np.array([[1.0, 2.0]]), np.array([[False, False]])).tolist()


expect_equal(warnings_raised(), [[0.0, 0.0]], call="masked_softmax_forward of a row that is hidden, warnings as errors")
### END HIDDEN TESTS

# %% [markdown]
# In NumPy's `axis=-1` lies a trap: softmax over the wrong axis gives numbers of the right shape, all positive, and
# columns that add up to 1 instead of rows. Then keys share out their queries. Look at sums before you look at anything
# else.

# %%
powers = np.exp([[2.0, 1.0, 0.0], [0.0, 3.0, 0.0]])                                   # two queries, three keys
over_keys, over_queries = (powers / powers.sum(axis=axis, keepdims=True) for axis in (-1, -2))
print("sums of the rows:", over_keys.sum(axis=-1), over_queries.sum(axis=-1))

# %% [markdown]
# The mask of a model that writes is a triangle: the query at place i sees the keys at places 0 to i, itself among them.
# **Causal** is the word. Queries and keys need not be equally many: when a text is continued word by word (module 17),
# there is one query and many keys, and the query stands at place `offset`, not at 0.

# %% exercise="causal_mask"
#| export
# exercise: causal_mask
def causal_mask(queries, keys=None, offset=0):
    """Return a boolean array (queries, keys): may query i, which stands at place offset + i, see the key at place j?
    It may if j is not later than it. Without `keys`, there are as many as queries.

    >>> causal_mask(3).astype(int).tolist()
    [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    """
    ### BEGIN SOLUTION
    keys = queries if keys is None else keys
    return np.arange(keys) <= offset + np.arange(queries)[:, np.newaxis]
    ### END SOLUTION

# %% check="causal_mask" points=4 hidden=3
expect_equal(causal_mask(3), np.array([[True, False, False], [True, True, False], [True, True, True]]), call="causal_mask(3)",
             why="the first sees itself, the last sees all; nobody sees what comes later")
expect_equal(causal_mask(2, 5, offset=3), np.array([[True, True, True, True, False], [True] * 5]),
             call="causal_mask(2, 5, offset=3)", why="the two queries stand at places 3 and 4 of five")
expect_equal(causal_mask(2, 6, offset=3), np.array([[True] * 4 + [False] * 2, [True] * 5 + [False]]),
             call="causal_mask(2, 6, offset=3)", why="still at 3 and 4: the last query need not be at the last key")
### BEGIN HIDDEN TESTS
few, some, more = (int(n) for n in np.sort(rng.permutation(range(2, 30))[:3]))
for queries, keys, offset in ((1, 1, 0), (1, more, more - 1), (some, some, 0), (few, some, 0), (more, few, 0),
                              (few, more, some), (0, 3, 0)):
    expected = np.array([[j <= offset + i for j in range(keys)] for i in range(queries)], bool).reshape(queries, keys)
    expect_equal(causal_mask(queries, keys, offset), expected, call=f"causal_mask({queries}, {keys}, {offset})")
size = int(rng.integers(5, 12))
expect_equal(int(causal_mask(size).sum()), size * (size + 1) // 2, call=f"how many are True in causal_mask({size})")
expect_equal(causal_mask(4, offset=2).shape, (4, 4), call="causal_mask(4, offset=2).shape", why="as many keys as queries")
### END HIDDEN TESTS

# %% [markdown]
# The mask of padding depends on the sentence: of its S places, the first `lengths[b]` hold words. It must fit scores
# of the shape (B, heads, T, S): axes of length 1 stand for all heads and all queries.

# %% exercise="padding_mask"
#| export
# exercise: padding_mask
def padding_mask(lengths, longest):
    """Return a boolean array (B, 1, 1, longest): is place j of sentence b one of its first lengths[b], and no padding?

    >>> padding_mask([2, 3], 3).astype(int).tolist()
    [[[[1, 1, 0]]], [[[1, 1, 1]]]]
    """
    ### BEGIN SOLUTION
    words = np.arange(longest) < np.asarray(lengths)[:, np.newaxis]                   # (B, longest)
    return words[:, np.newaxis, np.newaxis, :]
    ### END SOLUTION

# %% check="padding_mask" points=3 hidden=3
got = padding_mask([2, 4], 4)
expect_equal(got.shape, (2, 1, 1, 4), call="padding_mask([2, 4], 4).shape",
             why="one mask for each sentence, the same for all its heads and queries")
expect_equal(got[:, 0, 0], np.array([[True, True, False, False], [True] * 4]), call="padding_mask([2, 4], 4)[:, 0, 0]",
             why="True where there is a word")
expect_equal(padding_mask([2, 3], 5)[:, 0, 0], np.array([[True] * 2 + [False] * 3, [True] * 3 + [False] * 2]),
             call="padding_mask([2, 3], 5)[:, 0, 0]", why="the batch is `longest` wide, even if no sentence is as long as that")
### BEGIN HIDDEN TESTS
lengths = rng.integers(0, 8, size=5)
expected = np.array([[j < n for j in range(7)] for n in lengths.tolist()])
expect_equal(padding_mask(lengths, 7), expected.reshape(5, 1, 1, 7), call=f"padding_mask({lengths.tolist()}, 7)")
expect_equal(padding_mask([0], 2), np.zeros((1, 1, 1, 2), bool), call="padding_mask([0], 2)", why="a sentence may be empty")
expect_equal(padding_mask((3,), 3).dtype.name, "bool", call="padding_mask((3,), 3).dtype")
### END HIDDEN TESTS

# %%
both = causal_mask(4) & padding_mask([2, 4], 4)          # (2, 1, 4, 4): a text that is written, in a batch
print(both[0, 0].astype(int), both.shape)

# %% [markdown]
# ## 3. Attention
#
# Now put them together. Module 05's rule for softmax holds for a masked one as well, since its formula multiplies by the
# result, which is 0 where something was hidden. So `masked_softmax` is an operation with a known rule.

# %% given="masked_softmax"
#| export
MASKED_SOFTMAX = Op("masked_softmax", masked_softmax_forward,
                    lambda grad, out, scores, mask=None: softmax_gradient(grad, out, scores))


def masked_softmax(scores, mask=None):
    """Softmax along the last axis over what `mask` does not hide; see `masked_softmax_forward`."""
    return apply(MASKED_SOFTMAX, scores, mask=mask)


def may_look(mask, queries, keys, is_causal):
    """One boolean array, or None, from a mask and the wish for a causal one; errors for other masks than (..., T, S)."""
    if mask is not None:
        mask = mask.data if isinstance(mask, Tensor) else np.asarray(mask)
        if mask.dtype != np.bool_:
            raise TypeError(f"a mask is boolean, True where a query may look, and this one is {mask.dtype}")
        if any(length not in (1, wanted) for length, wanted in zip(mask.shape[::-1], (keys, queries))):
            raise ValueError(f"a mask {mask.shape} does not end in ({queries}, {keys}), one row for each query and one "
                             f"column for each key (padding_mask makes (B, 1, 1, {keys}))")
    if not is_causal:
        return mask
    past = causal_mask(queries, keys)
    return past if mask is None else past & mask

# %% [markdown]
# $$\text{Attention}(Q, K, V) = \text{softmax}\Big(\frac{Q K^\top}{\sqrt{d}}\Big)\, V$$
#
# Scores, hidden ones out, weights, mixture. `may_look(mask, queries, keys, is_causal)` joins the caller's mask and the
# causal one: a query may look where both allow it.

# %% exercise="scaled_dot_product_attention"
#| export
# exercise: scaled_dot_product_attention
def scaled_dot_product_attention(q, k, v, mask=None, is_causal=False):
    """Return (output, weights): for each query, the mixture of the values v, and how much of each it is.

    `mask` is boolean, True where a query may look, and broadcasts to the weights; with `is_causal`, query i stands at
    place i and sees keys 0 to i, however many there are. No finite value that is hidden has any influence on the output
    (0 · ∞ is NaN). Made by tensor operations.

    Shapes: tensors q (..., T, d), k (..., S, d), v (..., S, e) -> (..., T, e), (..., T, S).

    >>> output, weights = scaled_dot_product_attention(Tensor([[0.0]]), Tensor([[1.0], [2.0]]), Tensor([[10.0], [30.0]]))
    >>> output.tolist(), weights.tolist()
    ([[20.0]], [[0.5, 0.5]])
    """
    ### BEGIN SOLUTION
    scores = attention_scores(q, k)                                                   # (..., T, S)
    weights = masked_softmax(scores, may_look(mask, q.shape[-2], k.shape[-2], is_causal))
    return weights @ v, weights                                                       # (..., T, e)
    ### END SOLUTION

# %% check="scaled_dot_product_attention" points=5 hidden=5
@scenario
def what_comes_back():
    found = scaled_dot_product_attention(Tensor(np.ones((3, 2))), Tensor(np.ones((4, 2))), Tensor(np.ones((4, 1))))
    return f"a {type(found).__name__} of {len(found)}"


expect_equal(what_comes_back(), "a tuple of 2", call="what scaled_dot_product_attention(q (3, 2), k (4, 2), v (4, 1)) returns",
             why="two things: the output and the weights")
k, v = Tensor([[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]]), Tensor([[10.0], [30.0]])
output, weights = scaled_dot_product_attention(Tensor([[np.log(9.0), 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]]), k, v)
expect_close(weights.data, [[0.75, 0.25], [0.5, 0.5]], call="the weights of queries [log 9, 0, 0, 0] and [0, 0, 0, 0]",
             why="the scores are log 9 / 2 = log 3 and 0: three parts to one")
expect_close(output.data, [[15.0], [20.0]], call="the output for values [10] and [30]",
             why="the output comes first: 0.75 · 10 + 0.25 · 30")
q = Tensor(np.zeros((3, 2)))
output, weights = scaled_dot_product_attention(q, q, Tensor([[6.0], [12.0], [30.0]]), is_causal=True)
expect_close(output.data, [[6.0], [9.0], [16.0]], call="the output for equal scores, values 6, 12 and 30, is_causal=True",
             why="the first sees itself only, the second the mean of two, the last the mean of all")
output, weights = scaled_dot_product_attention(q, q, Tensor([[6.0], [12.0], [30.0]]), np.array([False, True, True]), True)
expect_close(output.data, [[0.0], [12.0], [21.0]], call="the same, and a mask that hides the first key",
             why="a query looks where both masks allow it; the first may look nowhere")


@scenario
def two_queries_and_three_keys():
    """Equal scores, in a stack of two, causal: the output, and the gradient of its sum for v; does one reach q and k?"""
    q, k, v = (Tensor(np.zeros((2, length, 4)) + [[6.0], [12.0], [30.0]][:length], requires_grad=True) for length in (2, 3, 3))
    output, _ = scaled_dot_product_attention(q * 0.0, k, v[..., :1], is_causal=True)
    output.sum().backward()
    return output.data, v.grad, [x.grad is not None for x in (q, k)]


output, for_v, reached = two_queries_and_three_keys()
expect_close(output, [[[6.0], [9.0]]] * 2, call="the output for T = 2 queries, S = 3 values 6, 12 and 30, is_causal=True",
             why="query 0 stands at place 0 and query 1 at place 1; T and S are the lengths of the axis before the last")
expect_close(for_v[..., 0], [[1.5, 0.5, 0.0]] * 2, call="the gradient for those values of the sum of the output",
             why="what a value gets are the weights with which it was taken: made by tensor operations")
expect_equal(reached, [True, True], call="do q and k receive gradients", why="where to look is learned, too")
### BEGIN HIDDEN TESTS
def by_loops(q, k, v, seen):
    out, weights = np.zeros((*q.shape[:-1], v.shape[-1])), np.zeros((*q.shape[:-1], k.shape[-2]))
    for place in np.ndindex(*q.shape[:-1]):
        scores = np.array([q[place] @ key for key in k[place[:-1]]]) / np.sqrt(q.shape[-1])
        powers = np.where(seen[place], np.exp(scores), 0)
        weights[place] = powers / max(powers.sum(), 1e-300)
        out[place] = weights[place] @ v[place[:-1]]
    return out, weights


for stack, t, s, d, e in (((), 3, 4, 2, 3), ((2, 3), 4, 4, 5, 5), ((2,), 1, 6, 3, 1)):
    q, k, v = rng.normal(size=(*stack, t, d)), rng.normal(size=(*stack, s, d)), rng.normal(size=(*stack, s, e))
    given = rng.random((*stack, t, s)) < 0.7
    past = np.array([[j <= i for j in range(s)] for i in range(t)])
    for mask, causal in ((None, False), (given, False), (None, True), (given, True)):
        seen = np.ones((*stack, t, s), bool)
        if causal:
            seen = seen & past
        if np.ndim(mask):
            seen = seen & mask
        got = scaled_dot_product_attention(Tensor(q), Tensor(k), Tensor(v), mask, causal)
        words = f"q {q.shape}, k {k.shape}, v {v.shape}, {'mask' if np.ndim(mask) else 'no mask'}, is_causal={causal}"
        expect_close(got[0].data, by_loops(q, k, v, seen)[0], atol=1e-5, dtype=np.float32, call=f"output for {words}")
        expect_close(got[1].data, by_loops(q, k, v, seen)[1], atol=1e-5, dtype=np.float32, call=f"weights for {words}")


@scenario
def change_the_future(place):
    q, k, v = (np.random.default_rng(n).normal(size=(6, 4)) for n in range(3))
    before = scaled_dot_product_attention(Tensor(q), Tensor(k), Tensor(v), is_causal=True)[0].data
    for array in (q, k, v):
        array[place] += 100
    after = scaled_dot_product_attention(Tensor(q), Tensor(k), Tensor(v), is_causal=True)[0].data
    return [bool((a == b).all()) for a, b in zip(before, after)]


expect_equal(change_the_future(4), [True] * 4 + [False] * 2, call="q, k and v change at place 4: which outputs are equal, bit by bit",
             why="nothing from the future, not even a rounding")


@scenario
def gradients_of_all_three():
    q, k, v = (Tensor(np.random.default_rng(n).normal(size=(3, 2)), requires_grad=True) for n in range(3))
    scaled_dot_product_attention(q, k, v, is_causal=True)[0].sum().backward()
    return [x.grad is not None and bool(np.isfinite(x.grad).all()) for x in (q, k, v)], v.grad.sum(axis=1).tolist()


found, shares = gradients_of_all_three()
expect_equal(found, [True] * 3, call="do q, k and v get finite gradients")
expect_close(sum(shares), 6.0, atol=1e-4, call="sum of v's gradient", why="three queries hand out a weight of 1 each, twice")
### END HIDDEN TESTS

# %%
x = randn(1, 2, 5, 8, rng=generator)
output, weights = scaled_dot_product_attention(x, x, x, padding_mask([4], 5), is_causal=True)
print(weights.data[0, 0].round(2), output.shape)
print(check_gradients(lambda q, k, v: scaled_dot_product_attention(q, k, v, is_causal=True)[0],
                      *(generator.normal(size=(2, 3, 4)) for _ in range(3))))

# %% [markdown]
# Read the weights row by row: who looks at what. The upper triangle is 0, and so is the last column, the padding.
#
# ## 4. Many heads
#
# One row of weights can say one thing: look here. A word may want to look at its verb for one reason and at its article
# for another. So the vectors are cut into `num_heads` pieces of d = D / heads numbers, and each **head** attends by
# itself, with its own queries, keys and values. The price is the same: h heads of a length of D / h make as many
# multiplications as one of D.
#
# Cutting is reading the same memory in another shape. A vector of D numbers is h pieces side by side. Then the head must
# come before the place, so that each head has a matrix (T, d) of its own:
#
# ![Vectors (T, D); each cut in two, (T, h, d); head before place, (h, T, d); and the same way back](figures/heads.svg)

# %% exercise="split_heads"
#| export
# exercise: split_heads
def split_heads(x, num_heads):
    """Return x, a tensor (B, T, D), cut into heads: (B, num_heads, T, D / num_heads). Head 0 gets the first numbers of
    each vector. Only shapes change: nothing moves in memory.

    >>> split_heads(Tensor([[[1, 2, 3, 4], [5, 6, 7, 8]]]), 2).tolist()
    [[[[1, 2], [5, 6]], [[3, 4], [7, 8]]]]
    """
    ### BEGIN SOLUTION
    batch, length, width = x.shape
    return x.reshape(batch, length, num_heads, width // num_heads).transpose(1, 2)
    ### END SOLUTION

# %% check="split_heads" points=3 hidden=3
x = Tensor([[[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]])
expect_equal(split_heads(x, 2).data, np.array([[[[1, 2], [5, 6], [9, 10]], [[3, 4], [7, 8], [11, 12]]]]),
             call="split_heads([[[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]], 2)",
             why="each head gets its part of every place's vector: 1, 2 and 5, 6 and 9, 10")
expect_equal(split_heads(x, 4).shape, (1, 4, 3, 1), call="split_heads(x (1, 3, 4), 4).shape", why="four heads of one number each")


@scenario
def gradient_through_split_heads():
    x = Tensor(np.zeros((2, 3, 4)), requires_grad=True)
    split_heads(x, 2).backward(np.arange(24.0).reshape(2, 2, 3, 2))
    return x.grad


expect_close(gradient_through_split_heads(),
             [[[0, 1, 6, 7], [2, 3, 8, 9], [4, 5, 10, 11]], [[12, 13, 18, 19], [14, 15, 20, 21], [16, 17, 22, 23]]],
             call="x.grad for x (2, 3, 4), two heads, gradients 0 to 23 for split_heads(x, 2)",
             why="two sentences; and every number gets the gradient of the place where it went: made by tensor operations")
### BEGIN HIDDEN TESTS
for batch, length, heads, d in ((2, 3, 4, 5), (1, 1, 3, 2), (3, 4, 1, 2), (2, 0, 2, 3)):
    x = rng.normal(size=(batch, length, heads * d))
    expected = np.zeros((batch, heads, length, d))
    for b, h, t, i in np.ndindex(*expected.shape):
        expected[b, h, t, i] = x[b, t, h * d + i]
    expect_close(split_heads(Tensor(x), heads).data, expected, atol=1e-6, call=f"split_heads(x {x.shape}, {heads})")


@scenario
def memory_of_heads():
    x = Tensor(np.ones((2, 3, 4)), requires_grad=True)
    heads = split_heads(x, 2)
    heads.sum().backward()
    return bool(np.shares_memory(x.data, heads.data)), x.grad


shared, grad = memory_of_heads()
expect_equal(shared, True, call="does split_heads(x, 2) look into the memory of x", why="nothing has to move")
expect_close(grad, np.ones((2, 3, 4)), call="x.grad after split_heads(x, 2).sum().backward()")
### END HIDDEN TESTS

# %% exercise="merge_heads"
#| export
# exercise: merge_heads
def merge_heads(x):
    """Return the heads x, a tensor (B, heads, T, d), put together again: (B, T, heads · d). Undoes split_heads.

    >>> merge_heads(split_heads(Tensor([[[1, 2, 3, 4], [5, 6, 7, 8]]]), 2)).tolist()
    [[[1, 2, 3, 4], [5, 6, 7, 8]]]
    """
    ### BEGIN SOLUTION
    batch, heads, length, d = x.shape
    return x.transpose(1, 2).reshape(batch, length, heads * d)
    ### END SOLUTION

# %% check="merge_heads" points=3 hidden=3
got = merge_heads(Tensor([[[[1, 2], [5, 6], [9, 10]], [[3, 4], [7, 8], [11, 12]]]]))
expect_equal(got.data, np.array([[[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]]), call="merge_heads of two heads (1, 2, 3, 2)",
             why="the vector of each place: its part from head 0, then its part from head 1")


@scenario
def gradient_through_merge_heads():
    x = Tensor(np.zeros((2, 2, 3, 2)), requires_grad=True)
    merge_heads(x).backward(np.arange(24.0).reshape(2, 3, 4))
    return x.grad


expect_close(gradient_through_merge_heads(),
             [[[[0, 1], [4, 5], [8, 9]], [[2, 3], [6, 7], [10, 11]]],
              [[[12, 13], [16, 17], [20, 21]], [[14, 15], [18, 19], [22, 23]]]],
             call="x.grad for heads x (2, 2, 3, 2), gradients 0 to 23 for merge_heads(x)",
             why="two sentences; and every number gets the gradient of the place where it went: made by tensor operations")
### BEGIN HIDDEN TESTS
for shape in ((2, 3, 4, 5), (1, 1, 3, 2), (3, 4, 1, 2), (2, 2, 2, 2)):
    x = rng.normal(size=shape)
    batch, heads, length, d = shape
    expected = np.zeros((batch, length, heads * d))
    for b, h, t, i in np.ndindex(*shape):
        expected[b, t, h * d + i] = x[b, h, t, i]
    expect_close(merge_heads(Tensor(x)).data, expected, atol=1e-6, call=f"merge_heads(x {shape})")


@scenario
def gradient_of_merging():
    x = Tensor(np.zeros((1, 2, 2, 1)), requires_grad=True)
    (merge_heads(x) * np.array([[[1.0, 2.0], [3.0, 4.0]]])).sum().backward()
    return x.grad


expect_close(gradient_of_merging(), [[[[1.0], [3.0]], [[2.0], [4.0]]]], call="x.grad, merged numbers weighed by 1, 2, 3, 4")
### END HIDDEN TESTS

# %%
x = Tensor(np.arange(24.0).reshape(1, 3, 8))
heads = split_heads(x, 2)
output, _ = scaled_dot_product_attention(heads, heads, heads)
print("cutting moves memory:", not np.shares_memory(x.data, heads.data))
print("merging what attention returned does:", not np.shares_memory(output.data, merge_heads(output).data))

# %% [markdown]
# ## 5. One array for three
#
# A layer of attention makes queries, keys and values from its input by three linear layers. As one, with a weight of
# (3D, D), it is a single larger product, which runs better, and gives one array (B, T, 3D): for each place its query,
# its key and its value, and in each of these, head after head. Splitting it, cutting heads, attending and merging would
# be a dozen operations, each with a result, a note in the graph and a gradient of its own. Some of them copy.
#
# So here is attention once more, as **one operation** on the packed array, with a rule of its own. Nothing is new in it:
# the same scores, weights and mixture, on views. The views are given. Look at their strides: nothing is moved.
#
# An operation lives below the tensors. `apply` takes the arrays out of them, calls your `attention_forward`, wraps what
# it returns, and later hands your `attention_gradient` arrays again. So in the next two exercises everything is a NumPy
# array, as in `masked_softmax_forward`, which you will need.

# %% given="packed_heads"
#| export
def packed_heads(qkv, num_heads):
    """Views of the queries, keys and values in an array (B, T, 3D): three times (B, num_heads, T, D / num_heads)."""
    batch, length, width = qkv.shape
    return qkv.reshape(batch, length, 3, num_heads, width // 3 // num_heads).transpose(2, 0, 3, 1, 4)

# %%
qkv = np.zeros((8, 128, 384), np.float32)
q, k, v = packed_heads(qkv, 4)
print(q.shape, "strides in numbers:", [step // 4 for step in q.strides], np.shares_memory(qkv, v))

# %% [markdown]
# One question is open. The rule will need the weights, an array of (B, heads, T, T). Forward made them and threw them
# away. The rule can **compute them again**, at the price of a product and a softmax; or forward can **keep** them, at
# the price of T × T numbers until the backward pass. So `kept` is None, or a list that the caller hands along with the
# operation: forward puts the weights in, the rule finds them there.

# %% exercise="attention_forward"
#| export
# exercise: attention_forward
def attention_forward(qkv, num_heads, mask=None, kept=None):
    """Return the heads' attention on packed queries, keys and values, merged: arrays in, an array of qkv's dtype out.
    The weights, an array, are appended to `kept` if it is a list.

    Shapes: qkv (B, T, 3D), mask boolean, broadcasts to (B, num_heads, T, T) -> (B, T, D). `qkv` stays as it is.

    >>> attention_forward(np.array([[[0.0, 0.0, 10.0], [0.0, 0.0, 30.0]]]), 1).tolist()
    [[[20.0], [20.0]]]
    """
    ### BEGIN SOLUTION
    q, k, v = packed_heads(qkv, num_heads)                                            # (B, h, T, d) each
    scores = q * (1 / math.sqrt(q.shape[-1])) @ k.swapaxes(-1, -2)                    # (B, h, T, T)
    weights = masked_softmax_forward(scores, mask)
    if kept is not None:
        kept.append(weights)
    return (weights @ v).transpose(0, 2, 1, 3).reshape(*qkv.shape[:2], -1)            # (B, T, D)
    ### END SOLUTION

# %% check="attention_forward" points=4 hidden=4
def by_tensors(qkv, num_heads):
    """The same by the tensor operations of sections 3 and 4."""
    q, k, v = (split_heads(Tensor(part, dtype=part.dtype), num_heads) for part in np.split(qkv, 3, axis=-1))
    return merge_heads(scaled_dot_product_attention(q, k, v)[0])


@scenario
def kinds_of_things(qkv, num_heads):
    kept = []
    return type(attention_forward(np.array(qkv), num_heads, None, kept)).__name__, [type(array).__name__ for array in kept]


@scenario
def kept_weights(qkv, num_heads, mask):
    qkv, kept = np.array(qkv), []
    before = qkv.copy()
    attention_forward(qkv, num_heads, mask, kept)
    return len(kept), kept[0] if kept else None, bool((qkv == before).all())


qkv = np.zeros((1, 3, 6))
qkv[0, :, 4:] = [[6.0, 1.0], [12.0, 2.0], [30.0, 3.0]]   # the values; all queries and keys are zero
expect_close(attention_forward(qkv, 2), [[[16.0, 2.0]] * 3], call="attention_forward(qkv (1, 3, 6), 2), zero queries and keys",
             why="equal scores: each head takes the mean of its own values")
expect_close(attention_forward(qkv, 1, causal_mask(3)), [[[6.0, 1.0], [9.0, 1.5], [16.0, 2.0]]],
             call="attention_forward(qkv, 1, causal_mask(3))", why="the first sees its own value only")
number, weights, _ = kept_weights(qkv, 2, causal_mask(3))
expect_equal(number, 1, call="len(kept) after attention_forward(qkv, 2, causal_mask(3), kept), where kept = []",
             why="an empty list is there to be filled: it is False, and it is not None")
expect_close(weights, [[[[1, 0, 0], [0.5, 0.5, 0], [1 / 3] * 3]] * 2], call="kept[0] then", why="the weights, for the rule")
expect_equal(kinds_of_things(qkv, 2), ("ndarray", ["ndarray"]), call="the types of the result and of what is in `kept`",
             why="an operation's forward works on arrays: `apply` has taken them out of the tensors")
qkv = np.random.default_rng(0).normal(size=(2, 4, 24)).astype(np.float32)
expect_equal(kept_weights(qkv, 4, None)[2], True, call="is qkv as it was", why="views show the caller's memory: nothing in place")
expect_equal(attention_forward(qkv, 4).dtype.name, "float32", call="attention_forward(qkv in float32, 4).dtype",
             why="np.sqrt of a Python number is a float64, and spreads; math.sqrt gives a plain number, which does not")
expect_close(attention_forward(qkv, 4), by_tensors(qkv, 4).data, atol=1e-5,
             call="attention_forward(qkv (2, 4, 24), 4)", why="the same as by split_heads, attention and merge_heads")
### BEGIN HIDDEN TESTS
def by_hand(qkv, heads, seen):
    batch, length, d = *qkv.shape[:2], qkv.shape[2] // 3 // heads
    out = np.zeros((batch, length, heads * d))
    for b, h, t in np.ndindex(batch, heads, length):
        q, k, v = (qkv[b, :, (part * heads + h) * d:(part * heads + h + 1) * d].astype(float) for part in range(3))
        powers = np.where(seen[t], np.exp(k @ q[t] / np.sqrt(d)), 0)
        out[b, t, h * d:(h + 1) * d] = powers @ v / powers.sum()
    return out


for batch, length, heads, d in ((2, 3, 2, 4), (1, 5, 3, 2), (2, 2, 1, 3)):
    qkv = rng.normal(size=(batch, length, 3 * heads * d)).astype(np.float32)
    for seen in (np.ones((length, length), bool), np.tril(np.ones((length, length), bool))):
        expect_close(attention_forward(qkv, heads, seen), by_hand(qkv, heads, seen), atol=1e-5, dtype=np.float32,
                     call=f"attention_forward(qkv {qkv.shape}, {heads}, mask)")
number, weights, same = kept_weights(qkv, 1, None)
expect_equal((number, weights.shape, same), (1, (2, 1, 2, 2), True), call="how many arrays are kept, shape; is qkv as it was")
expect_close(weights.sum(axis=-1), np.ones((2, 1, 2)), atol=1e-5, call="sums of the kept weights")
### END HIDDEN TESTS

# %% [markdown]
# The rule, step by step, backwards. It receives the gradient for the merged heads, (B, T, D), so cut that first, as
# section 4 cuts vectors: then each head has a $G$ (T, d). Let $W$ be the head's weights and $O = W V$ what it returned:
#
# - $V$ was mixed by $W$: its gradient is $W^\top G$.
# - $W$ receives $G V^\top$. Softmax turns that into the gradient of the scores: from each row, take away its mean under
#   the weights, and multiply by the weights (module 05, section 5).
# - The scores were $\frac{1}{\sqrt d} Q K^\top$: a product's rule gives both gradients, and the factor comes along.
#
# All three gradients go into one array of qkv's shape and dtype; `packed_heads` gives views of that, too, which can be
# written into.

# %% exercise="attention_gradient"
#| export
# exercise: attention_gradient
def attention_gradient(grad, out, qkv, num_heads, mask=None, kept=None):
    """Return the gradient for `qkv` of attention_forward, in a tuple of one: arrays in, an array of qkv's dtype out.
    Takes the weights from `kept` if they are there, and computes them again, with the mask, if not.

    Shapes: grad (B, T, D), qkv (B, T, 3D) -> (B, T, 3D). Inputs and kept weights stay as they are.

    >>> attention_gradient(np.ones((1, 2, 1)), None, np.zeros((1, 2, 3)), 1)[0].tolist()
    [[[0.0, 0.0, 1.0], [0.0, 0.0, 1.0]]]
    """
    ### BEGIN SOLUTION
    q, k, v = packed_heads(qkv, num_heads)                                            # (B, h, T, d) each
    scale = 1 / math.sqrt(q.shape[-1])
    weights = kept[0] if kept else masked_softmax_forward(q * scale @ k.swapaxes(-1, -2), mask)
    grad = grad.reshape(*grad.shape[:2], num_heads, -1).transpose(0, 2, 1, 3)         # (B, h, T, d)
    gradient = np.empty(qkv.shape, grad.dtype)
    for_q, for_k, for_v = packed_heads(gradient, num_heads)                           # views, to be written into
    for_v[...] = weights.swapaxes(-1, -2) @ grad
    slopes = grad @ v.swapaxes(-1, -2)                                                # (B, h, T, T)
    slopes -= np.einsum("...s,...s->...", slopes, weights)[..., np.newaxis]
    slopes *= weights
    for_q[...] = slopes @ (k * scale)
    for_k[...] = slopes.swapaxes(-1, -2) @ (q * scale)
    return (gradient,)
    ### END SOLUTION

# %% check="attention_gradient" points=5 hidden=5
@scenario
def gradient_in_steps(grad, qkv, num_heads, mask):
    """The gradient for qkv by the tensor operations of sections 3 and 4."""
    parts = [Tensor(part, requires_grad=True, dtype=np.float64) for part in np.split(np.array(qkv), 3, axis=-1)]
    q, k, v = (split_heads(part, num_heads) for part in parts)
    merge_heads(scaled_dot_product_attention(q, k, v, mask)[0]).backward(grad)
    lost = [name for name, part in zip(("queries", "keys", "values"), parts) if part.grad is None]
    if lost:
        raise ValueError(f"no gradient reached the {' and '.join(lost)}: sections 1 to 4 must be made by tensor operations")
    return np.concatenate([part.grad for part in parts], axis=-1)


@scenario
def gradient_at_once(grad, qkv, num_heads, mask, keep):
    """The gradient by the rule; how many come; were inputs and kept weights left alone, are they used; in what they come."""
    grad, qkv, kept = np.array(grad), np.array(qkv), [] if keep else None
    out = attention_forward(qkv, num_heads, mask, kept)
    before = [array.copy() for array in (grad, qkv, *(kept or []))]
    found = attention_gradient(grad, out, qkv, num_heads, mask, kept)
    after = (grad, qkv, *(kept or []))
    left_alone = len(before) == len(after) and all((a == b).all() for a, b in zip(before, after))
    other = attention_gradient(grad, out, qkv, num_heads, mask, [np.zeros_like(before[2])])[0] if keep else found[0]
    return found[0], len(found), bool(left_alone), bool((other == found[0]).all()), type(found).__name__


values = np.random.default_rng(0)
qkv, grad = values.normal(size=(2, 3, 12)), values.normal(size=(2, 3, 4))
wanted, got = gradient_in_steps(grad, qkv, 2, None), gradient_at_once(grad, qkv, 2, None, keep=False)
expect_equal((got[4], got[1]), ("tuple", 1), call="what attention_gradient(...) returns, of how many", why="a tuple of one gradient")
for part, name in enumerate(("queries", "keys", "values")):
    expect_close(got[0][..., 4 * part:4 * part + 4], wanted[..., 4 * part:4 * part + 4], atol=1e-6,
                 call=f"gradient for the {name}, qkv (2, 3, 12), two heads", why="the same as in steps, by your earlier functions")
for keep, words in ((True, "kept weights"), (False, "kept=None")):
    got = gradient_at_once(grad, qkv, 2, causal_mask(3), keep)
    expect_close(got[0], gradient_in_steps(grad, qkv, 2, causal_mask(3)), atol=1e-6,
                 call=f"attention_gradient with causal_mask(3) and {words}", why="what was hidden has no gradient")
    expect_equal(got[2], True, call=f"with {words}: are grad, qkv and kept as they were", why="other rules read the same arrays")
    expect_equal(got[3], not keep, call=f"with {words}: is the result the same with other weights in `kept`", why="use what is kept")
got = gradient_at_once(grad.astype(np.float32), qkv.astype(np.float32), 2, None, keep=False)
expect_equal(got[0].dtype.name, "float32", call="dtype of the gradient, all inputs being float32", why="that of qkv")
### BEGIN HIDDEN TESTS
for batch, length, heads, d in ((2, 4, 2, 3), (1, 5, 1, 2), (3, 2, 4, 1)):
    qkv, grad = rng.normal(size=(batch, length, 3 * heads * d)), rng.normal(size=(batch, length, heads * d))
    hidden = rng.random((batch, 1, length, length)) < 0.5
    for mask, words in ((None, "no mask"), (np.tril(np.ones((length, length), bool)), "causal"), (hidden, "random mask")):
        wanted = gradient_in_steps(grad, qkv, heads, mask)
        for keep in (False, True):
            got = gradient_at_once(grad, qkv, heads, mask, keep)
            expect_close(got[0], wanted, atol=1e-6, call=f"gradient for qkv {qkv.shape}, {heads} heads, {words}, keep={keep}")
            expect_equal(got[1:3], (1, True), call="how many gradients; are grad, qkv and the kept weights as they were")
small = gradient_at_once(grad.astype(np.float32), qkv.astype(np.float32), 4, None, keep=False)[0]
expect_equal(small.dtype.name, "float32", call="dtype of the gradient, all float32")
### END HIDDEN TESTS

# %% [markdown]
# The layer around it is given, since it is only plumbing. Its linear layer for queries, keys and values has one weight
# (3D, D), `in_proj_weight`; `out_proj` mixes the heads. There are two ways through it:
#
# | method | from | to | used |
# |---|---|---|---|
# | `packed(x)` | x (B, T, D) | qkv (B, T, 3D) | by `at_once` |
# | `at_once(x, mask, is_causal)` | x (B, T, D) | output (B, T, D) | if nobody asks for weights: your one operation |
# | `project(query, key, value)` | (B, T, D), (B, S, D), (B, S, D) | q, k, v (B, h, T or S, d) | in steps, each with its rows of the weight |
# | `attend(q, k, v, mask, is_causal)` | what `project` gives, or more keys | output (B, T, D), weights (B, h, T, S) | in steps: your sections 3 and 4 |
#
# `forward` chooses: at once if a sequence attends to itself, nobody needs the weights and none are dropped; else in
# steps. `attention.keep_weights` says whether the operation keeps its weights or computes them again.
# `four_axes` gives a mask (B, T, S) the axis for the heads.

# %% given="MultiHeadAttention"
#| export
ATTENTION = Op("attention", attention_forward, attention_gradient)


class MultiHeadAttention(Module):
    """Heads that attend side by side, between a linear layer that makes queries, keys and values and one that mixes.

    Called as `attention(x)` a sequence attends to itself; `attention(query, key, value)` may look elsewhere. Vectors
    (B, T, embed_dim) -> (output (B, T, embed_dim), weights (B, T, S), a mean over the heads). `need_weights=False` gives
    None for the weights, and is faster.
    """

    def __init__(self, embed_dim, num_heads, dropout=0.0, bias=True, *, init=xavier_uniform, rng=None):
        if embed_dim % num_heads:
            raise ValueError(f"vectors of {embed_dim} numbers cannot be cut into {num_heads} equal heads")
        self.embed_dim, self.num_heads, self.keep_weights = embed_dim, num_heads, True
        self.in_proj_weight = Parameter(init((3 * embed_dim, embed_dim), rng or default_generator))
        self.in_proj_bias = Parameter(np.zeros(3 * embed_dim)) if bias else None
        self.out_proj = Linear(embed_dim, embed_dim, bias, init=init, rng=rng)
        self.dropout = Dropout(dropout, rng=rng)

    def forward(self, query, key=None, value=None, mask=None, is_causal=False, need_weights=True):
        dropping = self.training and self.dropout.p
        if key is None and not need_weights and not dropping:
            return self.at_once(query, mask, is_causal), None
        output, weights = self.attend(*self.project(query, key, value), mask, is_causal)
        return output, weights.mean(axis=1) if need_weights else None

    def packed(self, x):
        """Queries, keys and values of x side by side: (B, T, 3 · embed_dim)."""
        bias = () if self.in_proj_bias is None else (self.in_proj_bias,)
        return apply(LINEAR, x, self.in_proj_weight, *bias)

    def at_once(self, x, mask=None, is_causal=False):
        """The output of x attending to itself, by one operation from packed vectors to merged heads."""
        mask = four_axes(may_look(mask, x.shape[1], x.shape[1], is_causal))
        kept = [] if self.keep_weights else None
        return self.out_proj(apply(ATTENTION, self.packed(x), num_heads=self.num_heads, mask=mask, kept=kept))

    def project(self, query, key=None, value=None):
        """(q, k, v), each (B, num_heads, T, embed_dim / num_heads). Without a key, all three are made from `query`."""
        sources = (query, query if key is None else key)
        sources += (sources[1] if value is None else value,)
        width, found = self.embed_dim, []
        for part, source in enumerate(sources):
            rows = slice(part * width, (part + 1) * width)
            bias = () if self.in_proj_bias is None else (self.in_proj_bias[rows],)
            found.append(split_heads(apply(LINEAR, source, self.in_proj_weight[rows], *bias), self.num_heads))
        return tuple(found)

    def attend(self, q, k, v, mask=None, is_causal=False):
        """(output (B, T, embed_dim), weights (B, num_heads, T, S)) for what `project` gives, or for more keys than that."""
        mask = four_axes(may_look(mask, q.shape[-2], k.shape[-2], is_causal))
        output, weights = scaled_dot_product_attention(q, k, v, mask)
        if self.training and self.dropout.p:
            output = self.dropout(weights) @ v
        return self.out_proj(merge_heads(output)), weights

    def extra_repr(self): return f"{self.embed_dim}, {self.num_heads}"


def four_axes(mask):
    """A mask (B, T, S) as (B, 1, T, S): the same for all heads. Others broadcast by themselves."""
    return mask[:, np.newaxis] if mask is not None and mask.ndim == 3 else mask

# %%
attention, x = MultiHeadAttention(8, 2, rng=generator), randn(2, 5, 8, rng=generator)
output, weights = attention(x, is_causal=True)
fast, _ = attention(x, is_causal=True, need_weights=False)
print(attention, output.shape, weights.shape, "largest difference:", np.abs(output.data - fast.data).max())
print(check_gradients(lambda qkv: apply(ATTENTION, qkv, num_heads=2, mask=causal_mask(4), kept=[]),
                      generator.normal(size=(2, 4, 12))))

# %% [markdown]
# ## 6. The price
#
# Every query meets every key: T² products. Watch what doubling the length does.

# %%
attention = MultiHeadAttention(64, 4, rng=generator)
for length in (64, 128, 256, 512, 1024):
    x = randn(1, length, 64, rng=generator)
    with no_grad():
        taken = milliseconds(lambda: attention(x, is_causal=True, need_weights=False), 7)
    print(f"T = {length:>4}: weights {4 * 4 * length ** 2:>10,} bytes, vectors {x.data.nbytes:>7,} bytes, {taken:6.2f} ms")

# %% [markdown]
# The vectors double, the weights quadruple, and for long texts the time does, too. At T = 100,000 the weights of one
# head alone are 40 GB.
#
# In training it depends on what is kept. The step-by-step form keeps scores, weights and copies; the operation keeps the
# packed array, and its weights only if you say so. (If times jump, the machine is busy: run the cell again.)

# %%
def in_steps(x): return attention.attend(*attention.project(x), is_causal=True)[0]
def at_once(x): return attention.at_once(x, is_causal=True)


x = Tensor(generator.normal(size=(4, 256, 64)))
ways = {"in steps": (in_steps, True), "at once, weights kept": (at_once, True), "at once, computed again": (at_once, False)}
for name, (forward, keep) in ways.items():
    attention.keep_weights = keep
    taken = milliseconds(lambda: forward(x).sum().backward(), 9)
    tracemalloc.start()
    output = forward(x)
    alive = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    print(f"{name:>24}: {alive:5.1f} MB alive after forward, {taken:5.1f} ms forward and backward")
attention.keep_weights = True

# %%
for forward in (in_steps, at_once):                      # results in the graph, from the output back to x, views left out
    found = [(made.origin[1].name, made.shape) for made in history(forward(x))]
    print(*(f"{name} {shape}" for name, shape in found if name not in ("reshape", "transpose", "index")), sep=" < ")

# %% [markdown]
# (The weights that the operation keeps are not in its line: they stand in its list, beside the graph.)
#
# Computing again what would take room to keep is a bargain that large models make everywhere. FlashAttention (2022) goes
# one step further: it never makes the whole T × T array, but works in blocks that fit into the processor's fast memory.
#
# ## 7. Learning to look
#
# The program from the top. Each example shows eight items, each a colour and a number, in random order, and then a
# colour alone. Colours and numbers are one-hot. To answer, the last item must find the item of its own colour and
# fetch the number, and that is a query, a key and a value. Who guesses is right once in eight, 12.5 % of the time.

# %%
def examples(count, generator):
    """Eight coloured numbers and a question: (count, 9, 16); the answers, (count,)."""
    colours = generator.permuted(np.tile(np.arange(8), (count, 1)), axis=1)           # (count, 8), no colour twice
    figures = generator.integers(0, 8, size=(count, 8))
    asked, everyone = generator.integers(0, 8, size=count), np.arange(count)
    x = np.zeros((count, 9, 16), np.float32)
    x[:, :8, :8] = np.eye(8)[colours]
    x[:, :8, 8:] = np.eye(8)[figures]
    x[everyone, 8, colours[everyone, asked]] = 1
    return Tensor(x), Tensor(figures[everyone, asked])


class Reader(Module):
    def __init__(self, rng):
        self.attention, self.answer = MultiHeadAttention(16, 2, rng=rng), Linear(16, 8, rng=rng)

    def forward(self, x):
        seen, _ = self.attention(x, need_weights=False)                               # (B, 9, 16)
        return self.answer(seen[:, -1])                                               # (B, 8)

# %%
generator = np.random.default_rng(2)
model, (unseen, answers) = Reader(generator), examples(500, generator)
optimizer = Adam(model.parameters(), lr=0.02)
for step in range(101):
    x, y = examples(64, generator)
    loss = cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 25 == 0:
        with no_grad():
            right = (model(unseen).argmax(axis=1) == answers).mean().item()
        print(f"step {step:>3}: loss {loss.item():.3f}, right on sequences never seen: {right:.0%}")

# %%
x, y = examples(1, np.random.default_rng(5))
with no_grad():
    weights = model.attention(x)[1].data[0, -1]          # of the last item: a mean over the two heads
colours = x.data[0, :, :8].argmax(axis=1)
print("colours", colours[:8], "asked for", colours[8])
print("weights", weights.round(2))

# %% [markdown]
# Nobody told it to compare colours. Training found queries and keys that agree when the colours do. (The last item is
# of its own colour, too, so it also looks at itself; that does no harm, since it has no number.)
#
# ## The same in PyTorch
#
# ```python
# import torch
# from torch import nn
#
# k, v = torch.eye(2, 4), torch.tensor([[10.0], [30.0]])
# q = torch.tensor([[9.0, 1.0, 1.0, 1.0]]).log()
# print(nn.functional.scaled_dot_product_attention(q, k, v))
# layer = nn.MultiheadAttention(8, 2, batch_first=True)
# print([(name, tuple(p.shape)) for name, p in layer.named_parameters()])
# output, weights = layer(*[torch.ones(2, 5, 8)] * 3)
# print(output.shape, weights.shape)
# ```
#
# ```text
# tensor([[15.]])
# [('in_proj_weight', (24, 8)), ('in_proj_bias', (24,)), ('out_proj.weight', (8, 8)), ('out_proj.bias', (8,))]
# torch.Size([2, 5, 8]) torch.Size([2, 5, 5])
# ```
#
# Names and shapes agree, so states can be exchanged. Deliberate differences: PyTorch's function returns the output
# without the weights; its layer needs all three inputs, takes (T, B, D) unless told `batch_first=True`, and its masks say
# what is **hidden**, while its function's masks, and all of ours, say what may be seen. Its mask for a query that may
# see nothing gave NaN until version 2.5.

# %% [markdown] question="q1" points=10
# **The root of d.** With your measurements in section 1: what happens to the scores, to the largest weight and to the
# gradient of softmax if the division is left out, at d = 4 and at d = 1024? Derive the factor. What would dividing by d
# do, at the start of training and later? A colleague initialises the layers so that queries and keys have variance
# 1/√d each and leaves the division out. Is that the same at the start? And after a thousand steps? Which of your checks
# would find a missing root, and how could a model train nevertheless?

# %% [markdown] question="q2" points=10
# **T squared.** From section 6: how do bytes and time grow with T, and from which T on do the weights take more memory
# than the packed array (B, T, 3D), for D = 64 and 4 heads? Which arrays of which sizes are alive in the three rows of
# the second table? (The two lines below it say what the graph holds; add what is in `kept`.) Compute what a model of 24
# layers, 16 heads and D = 1024 keeps at T = 4096, batch 1, with and without `kept`. What does computing again cost in
# multiplications, compared with the whole layer? When would you choose it?

# %% [markdown] question="q3" points=10
# **Nothing from the future.** Explain why changing place t changes no output before t, not even in the last bit: follow
# the numbers through your `masked_softmax_forward` and the product with v. What would be left of this if hidden scores
# were −1e9, if the mask were multiplied onto the weights after softmax, or if a hidden value were infinite? A colleague's
# model has a training loss near 0 and writes nonsense. Which of your masks is suspect, how do you test it with one
# perturbed sequence, and why does the loss on held-out text not tell?

# %% [markdown]
# ## What comes next
#
# A sequence can look at itself now, and at nothing that comes later. `tito module complete 12` puts the layer into your
# package.
#
# Looking is half of a transformer. What is seen must be thought about, place by place, and many such layers must be
# stacked without the signal dying on the way. Module 13 builds the block, stacks it, and lets it write.
