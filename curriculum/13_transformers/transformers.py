# %% [markdown]
# # Transformers
#
# You have words as points, vectors for their places, and a layer that looks where it must. What is left is to stack it, fifty
# times if need be, so that signals and gradients survive the way; and then to let it write. At the end, this program
# runs on your own code:
#
# ```python
# model = GPT(vocab_size=len(letters), d_model=48, num_layers=2, num_heads=4, context=32, rng=generator)
# for step in range(200):
#     starts = generator.integers(0, len(ids) - 32, size=8)
#     x = np.stack([ids[n:n + 32] for n in starts])                           # (8, 32)
#     y = np.stack([ids[n + 1:n + 33] for n in starts])                       # (8, 32)  the same, one letter on
#     loss = cross_entropy(model(x).reshape(-1, len(letters)), y.reshape(-1))
#     optimizer.zero_grad()
#     loss.backward()
#     optimizer.step()
# model.generate(ids[:5], 200, temperature=0.5, rng=generator)
# ```
#
# It reads a sonnet letter by letter and goes on writing. GPT-2 is the same program with larger numbers.

# %% given="imports"
#| default_exp core.transformers
#| export
import math

import numpy as np

from tinytorch.core.activations import gelu, softmax_forward
from tinytorch.core.attention import MultiHeadAttention
from tinytorch.core.embeddings import Embedding, LearnedPositions, tied_scores
from tinytorch.core.layers import Linear, Module, Parameter, default_generator
from tinytorch.core.tensor import Op, Tensor, apply
from tinytorch.core.training import evaluation

# %% given="vocabulary"
import time

from tinytorch.checks import expect_close, expect_equal, expect_raises, rng, scenario
from tinytorch.core.autograd import check_gradients, no_grad
from tinytorch.core.losses import cross_entropy
from tinytorch.core.optimizers import AdamW
from tinytorch.core.tensor import randn

# %% [markdown]
# ## 1. Keeping the size
#
# Module 03 chose first weights so that a signal keeps its size. Training moves the weights, and in a deep stack sizes
# drift. **Layer normalisation** (Ba and others, 2016) does not trust the weights: it takes each vector by itself, shifts
# it to mean 0 and stretches it to variance 1. Then the layer may choose a scale and a shift for each number, both
# learned:
#
# $$\text{out} = \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} \cdot w + b
# \qquad \mu = \frac1D\sum_i x_i \quad \sigma^2 = \frac1D\sum_i (x_i - \mu)^2$$
#
# By tensor operations that is about eight results, each as large as x, each with a note in the graph. As one operation
# it is one result. Inside you may work in place, on arrays that you made yourself. And one device for the sum of
# squares: `np.einsum("...i,...i->...", a, b)` multiplies and adds up along the last axis, without an array of products.

# %% exercise="layer_norm_forward"
#| export
# exercise: layer_norm_forward
def layer_norm_forward(x, weight, bias, eps=1e-5):
    """Return each vector of x shifted to mean 0 and divided by the root of (its variance + eps), times weight, plus bias.
    The variance divides by D. The inputs stay as they are, and the dtype is that of x.

    Shapes: x (..., D), weight (D,), bias (D,) -> (..., D).

    >>> layer_norm_forward(np.array([[1.0, 3.0]]), np.array([1.0, 1.0]), np.array([0.0, 10.0]), eps=0.0).tolist()
    [[-1.0, 11.0]]
    """
    ### BEGIN SOLUTION
    out = x - x.mean(axis=-1, keepdims=True)
    variance = np.einsum("...i,...i->...", out, out)[..., np.newaxis] / x.shape[-1]
    out /= np.sqrt(variance + eps)                       # in place: this array is ours
    out *= weight
    out += bias
    return out
    ### END SOLUTION

# %% check="layer_norm_forward" points=4 hidden=4
@scenario
def in_float32(x, eps):
    """layer_norm_forward in float32, with a weight of 2 and a bias of 1; and whether the three inputs stay."""
    inputs = [np.array(array, np.float32) for array in (x, np.full(4, 2), np.ones(4))]
    copies = [array.copy() for array in inputs]
    out = layer_norm_forward(*inputs, eps)
    return out, all((one == other).all() for one, other in zip(inputs, copies))


ones, zeros = np.ones(4), np.zeros(4)
got = layer_norm_forward(np.array([[1.0, 1.0, 5.0, 5.0], [0.0, 0.0, 60.0, 60.0]]), ones, zeros)
expect_close(got, [[-1, -1, 1, 1], [-1, -1, 1, 1]], atol=1e-4, dtype=np.float64, call="layer_norm_forward([[1, 1, 5, 5], [0, 0, 60, 60]], 1, 0)",
             why="each vector by itself: its mean goes to 0, its deviation to 1, whatever its size was")
got = layer_norm_forward(np.array([[1.0, 1.0, 5.0, 5.0]]), np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.0, 0.0, 0.0, 10.0]))
expect_close(got, [[-1, -2, 3, 14]], atol=1e-4, call="the same with weight [1, 2, 3, 4] and bias [0, 0, 0, 10]",
             why="scale and shift come after the normalisation")
expect_close(layer_norm_forward(np.full((1, 4), 7.0), ones, zeros), [[0.0] * 4], call="layer_norm_forward([[7, 7, 7, 7]], 1, 0)",
             why="a vector without any variance becomes 0, not NaN")
sizes = np.arange(1.0, 7.0).reshape(2, 3, 1)
got, stay = in_float32(10_000 + sizes * [-1, -1, 1, 1], 1.0)
expect_close(got, 1 + 2 * sizes * [-1, -1, 1, 1] / np.sqrt(sizes ** 2 + 1), rtol=1e-4, dtype=np.float32,
             call="layer_norm_forward(10,000 and, by vector, 1 to 6 more or less (2, 3, 4), 2, 1, eps=1), float32",
             why="variances are 1, 4, 9, ..., eps is 1, and the root is that of their sum")
expect_equal(stay, True, call="are x, weight and bias as they were?", why="an operation never changes its inputs")
### BEGIN HIDDEN TESTS
for shape in ((5,), (3, 4), (2, 3, 6), (0, 3), (2, 1)):
    x = (rng.normal(size=shape) * 3 + 5).astype(np.float32)
    w, b = rng.normal(size=shape[-1:]).astype(np.float32), rng.normal(size=shape[-1:]).astype(np.float32)
    for eps in (1e-5, 0.5):
        wide = x.astype(float)
        spread = wide.var(axis=-1, keepdims=True)
        expected = (wide - wide.mean(axis=-1, keepdims=True)) / np.sqrt(spread + eps) * w + b
        expect_close(layer_norm_forward(x, w, b, eps), expected, atol=2e-4, dtype=np.float32,
                     call=f"layer_norm_forward(x {shape}, weight, bias, eps={eps})")
x = rng.normal(size=(2, 5)) / 1000
expect_close(layer_norm_forward(x, np.ones(5), np.zeros(5)),
             (x - x.mean(axis=1, keepdims=True)) / np.sqrt(x.var(axis=1, keepdims=True) + 1e-5), rtol=1e-4,
             call="layer_norm_forward(x of size 0.001, 1, 0)", why="eps is 1e-5 unless another one is given, as in PyTorch")


@scenario
def inputs_afterwards():
    inputs = [np.array([[1.0, 3.0]]), np.array([2.0, 2.0]), np.array([1.0, 1.0])]
    layer_norm_forward(*inputs)
    return [array.tolist() for array in inputs]


expect_equal(inputs_afterwards(), [[[1.0, 3.0]], [2.0, 2.0], [1.0, 1.0]], call="layer_norm_forward(x, w, b); x, w, b",
             why="an operation never changes its inputs")
### END HIDDEN TESTS

# %%
vectors = np.random.default_rng(0).normal(size=(2, 64)) * [[1.0], [1000.0]] + 5
normed = layer_norm_forward(vectors, np.ones(64), np.zeros(64))
vectors.mean(axis=1).round(1), vectors.std(axis=1).round(1), normed.mean(axis=1).round(6), normed.std(axis=1).round(3)

# %% [markdown]
# Its rule. Call the normalised vector $n$, so that out = n · w + b, and let $g$ be the gradient for out, times w: what
# arrives at n. If n were free, $g / \sqrt{\sigma^2 + \varepsilon}$ would go on to x. But n cannot move in every
# direction. Adding the same to all numbers of x changes nothing, so the mean of the gradient has to go; stretching x
# changes (nearly) nothing, so the part of the gradient along n has to go as well:
#
# $$\frac{\partial L}{\partial x} = \frac{1}{\sqrt{\sigma^2+\varepsilon}}
# \Big(g - \overline{g} - n \cdot \overline{g \cdot n}\Big)$$
#
# The bars are means along the vector. For $w$ and $b$ there is nothing new: n · grad and grad, one for each vector; the
# engine adds them up, since w and b were broadcast. (A rule is handed `out`, too. This one cannot get n from it, where a
# weight is 0: compute n from x once more.)

# %% exercise="layer_norm_gradient"
#| export
# exercise: layer_norm_gradient
def layer_norm_gradient(grad, out, x, weight, bias, eps=1e-5):
    """Return the gradients for x, weight and bias of layer_norm_forward, a tuple of three. Those for weight and bias
    may still have one row for each vector. The inputs stay as they are.

    Shapes: grad, out and x (..., D) -> (..., D), (..., D) or (D,), (..., D) or (D,).
    """
    ### BEGIN SOLUTION
    size = x.shape[-1]
    normed = x - x.mean(axis=-1, keepdims=True)
    variance = np.einsum("...i,...i->...", normed, normed)[..., np.newaxis] / size
    factor = 1 / np.sqrt(variance + eps)
    normed *= factor
    for_x = grad * weight
    along = np.einsum("...i,...i->...", for_x, normed)[..., np.newaxis] / size
    for_x -= for_x.mean(axis=-1, keepdims=True)
    for_x -= normed * along
    for_x *= factor
    normed *= grad
    return for_x, normed.reshape(-1, size), grad.reshape(-1, size)
    ### END SOLUTION

# %% check="layer_norm_gradient" points=5 hidden=5
def slopes(function, array):
    """Central differences of a function from an array to a number."""
    array, found = np.array(array, float), np.zeros(np.shape(array))
    for place in np.ndindex(found.shape):
        step = np.zeros(found.shape)
        step[place] = 1e-5
        found[place] = (function(array + step) - function(array - step)) / 2e-5
    return found


def by_formula(x, weight, bias, eps):
    return (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + eps) * weight + bias


def added_up(gradient):
    """A gradient for weight or bias, (..., D), its rows added up, as the engine will do it."""
    array = np.asarray(gradient)
    return array.sum(axis=tuple(range(array.ndim - 1)))


@scenario
def for_copies(*arrays):
    """What layer_norm_gradient returns for copies of the arrays; and whether these stay as they are."""
    copies = [np.array(array) for array in arrays]
    found = tuple(map(np.array, layer_norm_gradient(*copies)))
    return found, all((one == other).all() for one, other in zip(arrays, copies))


x, grad = np.random.default_rng(0).normal(size=(2, 2, 3, 4))
weight, bias = np.array([1.5, 0.0, -0.5, 2.0]), np.array([0.5, 1.0, 0.0, -1.0])
got, stay = for_copies(grad, by_formula(x, weight, bias, 1e-5), x, weight, bias)
expect_equal(stay, True, call="layer_norm_gradient(grad, out, x, weight, bias): are the five arrays as they were?",
             why="other rules read the same arrays")
expect_close(got[0], slopes(lambda x: (by_formula(x, weight, bias, 1e-5) * grad).sum(), x), rtol=1e-4, atol=1e-6, dtype=float,
             call="layer_norm_gradient(grad, out, x (2, 3, 4), weight with a 0, bias)[0]", why="it agrees with trying: move each number a little")
expect_close(got[0].sum(axis=-1), np.zeros((2, 3)), atol=1e-11, call="its sums along each vector",
             why="adding the same to all numbers of x changes nothing: 0, up to the rounding of float64")
expect_close(added_up(got[1]), slopes(lambda w: (by_formula(x, w, bias, 1e-5) * grad).sum(), weight), rtol=1e-4, atol=1e-6,
             call="the gradient for weight, added up", why="each number of the weight was used in every vector")
expect_close(added_up(got[2]), grad.sum(axis=(0, 1)), call="the gradient for bias, added up")
### BEGIN HIDDEN TESTS
for shape, eps in (((5,), 1e-5), ((3, 4), 0.3), ((2, 3, 6), 1e-5)):
    x, grad = rng.normal(size=shape) * 2 + 1, rng.normal(size=shape)
    weight, bias = rng.normal(size=shape[-1:]), rng.normal(size=shape[-1:])
    got = layer_norm_gradient(grad, by_formula(x, weight, bias, eps), x, weight, bias, eps)
    words = f"x {shape}, eps={eps}"
    expect_close(got[0], slopes(lambda x: (by_formula(x, weight, bias, eps) * grad).sum(), x), rtol=1e-4, atol=1e-6,
                 call=f"the gradient for x, {words}")
    expect_close(added_up(got[1]), slopes(lambda w: (by_formula(x, w, bias, eps) * grad).sum(), weight),
                 rtol=1e-4, atol=1e-6, call=f"the gradient for weight, {words}")
    expect_close(added_up(got[2]), grad.reshape(-1, shape[-1]).sum(axis=0), call=f"the gradient for bias, {words}")


@scenario
def left_alone():
    arrays = [np.arange(6.0).reshape(2, 3), np.zeros((2, 3)), np.eye(2, 3), np.ones(3) * 2, np.zeros(3)]
    before = [array.copy() for array in arrays]
    found = layer_norm_gradient(*arrays)
    single = layer_norm_gradient(*(array.astype(np.float32) for array in arrays))
    return all((a == b).all() for a, b in zip(arrays, before)), [g.dtype.name for g in single], len(found)


expect_equal(left_alone(), (True, ["float32"] * 3, 3), call="are all inputs as they were; dtypes for float32; how many",
             why="other rules read the same arrays")
### END HIDDEN TESTS

# %% given="LayerNorm"
#| export
LAYER_NORM = Op("layer_norm", layer_norm_forward, layer_norm_gradient)


class LayerNorm(Module):
    """Each vector (..., normalized_shape) by itself to mean 0 and variance 1; then a learned scale and shift."""

    def __init__(self, normalized_shape, eps=1e-5):
        self.normalized_shape, self.eps = normalized_shape, eps
        self.weight, self.bias = Parameter(np.ones(normalized_shape)), Parameter(np.zeros(normalized_shape))

    def forward(self, x): return apply(LAYER_NORM, x, self.weight, self.bias, eps=self.eps)
    def extra_repr(self): return f"{self.normalized_shape}, eps={self.eps}"

# %%
generator = np.random.default_rng(0)
x = generator.normal(size=(2, 3, 4))
print(check_gradients(lambda x, w, b: apply(LAYER_NORM, x, w, b, eps=1e-5), x, np.ones(4), np.zeros(4)))

# %% [markdown]
# ## 2. A road that nothing blocks
#
# Stack thirty small layers, each with a bend, and ask how much of the gradient reaches the first. Then the same with
# one change: each layer **adds** its result to what came in, $x + f(x)$. (The last column will matter further down.)

# %%
def through_layers(name, step):
    """A signal up and a random gradient down 1, 10 and 30 layers; `step(x, f)` says how layer f is used."""
    for depth in (1, 10, 30):
        generator = np.random.default_rng(0)
        layers = [Linear(64, 64, rng=generator) for _ in range(depth)]
        x = start = Tensor(generator.normal(size=(8, 64)), requires_grad=True)
        for layer in layers:
            x = step(x, lambda x: gelu(layer(x)))
        sent = generator.normal(size=x.shape)
        x.backward(sent)
        size, alike = np.abs(start.grad).mean(), np.corrcoef(sent.ravel(), start.grad.ravel())[0, 1]
        print(f"{name}, {depth:>2} layers: signal {x.data.std():8.2g}, gradient {size:8.2g}, like the one sent: {alike:5.2f}")


through_layers("plain", lambda x, f: f(x))
through_layers("added", lambda x, f: x + f(x))

# %% [markdown]
# Plain, the gradient is gone after ten layers. Added, it arrives, for the sum hands it on unchanged beside whatever the
# layer does (He and others, 2015). (It even grows: these layers add as much as they read. Smaller first weights will see
# to that.) The road of sums from the first layer to the last is called the **residual stream**:
# every layer reads from it and writes something onto it.
#
# But now the signal grows with depth. So normalise, and where you do it decides. First on the road itself, after each
# sum, as in the transformer of 2017:

# %%
norm = LayerNorm(64)
through_layers("norm on the road", lambda x, f: norm(x + f(x)))

# %% [markdown]
# The sizes are fine now. But look at the last column, the correlation of the gradient at the bottom with the one that was
# sent from the top: how much came straight down the road. Each norm divides the road by its size, and after thirty
# nothing of it is left: what arrives has gone through the layers. (With sums alone it drowned in what the layers added,
# which grew and grew.) Deep transformers of this kind needed tricks to train at all.
#
# **Before** the layer, beside the road, each layer reads a vector of variance 1, and the road stays free (GPT-2, 2019):
#
# $$x \leftarrow x + f(\text{norm}(x))$$
#
# ![Attention and feed-forward each read from the residual stream through a norm and add to it](figures/block.svg)

# %% exercise="residual"
#| export
# exercise: residual
def residual(x, norm, sublayer):
    """Return the residual stream x after `sublayer` has read it, normalised by `norm`, and added its result.
    `norm` and `sublayer` are callables from a tensor to a tensor of the same shape.

    >>> residual(Tensor([8.0]), lambda x: x / 4, lambda x: x * 100).tolist()
    [208.0]
    """
    ### BEGIN SOLUTION
    return x + sublayer(norm(x))
    ### END SOLUTION

# %% check="residual" points=3 hidden=3
@scenario
def around_two_functions(x):
    seen = []

    def norm(x):
        seen.append(["norm", *x.tolist()])
        return x / 4

    def sublayer(x):
        seen.append(["sublayer", *x.tolist()])
        return x * 100 + 1

    return residual(Tensor(x), norm, sublayer).tolist(), seen


expect_equal(around_two_functions([8.0])[0], [209.0], call="residual([8], norm: x / 4, sublayer: 100 x + 1)",
             why="8 stays on the road, and 100 · 2 + 1 is added to it")
expect_equal(around_two_functions([8.0])[1], [["norm", 8.0], ["sublayer", 2.0]], call="what norm and sublayer were called with",
             why="the norm reads the road, the sublayer reads the norm")


@scenario
def gradient_for_x(numbers):
    x = Tensor(numbers, requires_grad=True)
    residual(x, lambda x: x * 2, lambda x: x * 5).sum().backward()
    return None if x.grad is None else x.grad.tolist()


expect_equal(gradient_for_x([1.0, 3.0]), [11.0, 11.0], call="the gradient for x through residual(x, norm: 2 x, sublayer: 5 x)",
             why="1 along the road and 5 · 2 through the sublayer: both belong to the graph")
### BEGIN HIDDEN TESTS
numbers = rng.integers(-8, 8, size=3).astype(float) * 4
expect_close(around_two_functions(numbers)[0], numbers + 25 * numbers + 1, atol=1e-4, call="residual(three numbers, ...)")


@scenario
def slope_of_the_road():
    x = Tensor([1.0, 2.0], requires_grad=True)
    residual(x, lambda x: x, lambda x: x * 0).sum().backward()
    return x.grad.tolist(), x.tolist()


expect_equal(slope_of_the_road(), ([1.0, 1.0], [1.0, 2.0]), call="gradient past a sublayer that returns 0; x afterwards",
             why="whatever the sublayer does, the gradient passes; and x is not written into")
### END HIDDEN TESTS

# %%
through_layers("norm before", lambda x, f: residual(x, norm, f))

# %% [markdown]
# The signal grows slowly, and part of the gradient comes straight down, through thirty layers.
#
# ## 3. The block
#
# A **transformer block** writes onto the stream twice. Attention moves information between places. Then a
# **feed-forward** network works on each place by itself: four times as wide inside, a bend, and back.
#
# Read the next cell to the end: it is short, and there are two things in it that will matter later.
#
# - A block does not call attention itself but `attend(attention, x)`, and by default that looks back, causally. Whoever
#   wants to look differently hands in another function: the reader of a whole sentence, or a cache (see section 8).
# - First weights are small (0.02, as in GPT-2), and those that write onto the stream are smaller the more of them there
#   are: 2L layers add up, so each gets 1/√(2L).

# %% given="TransformerBlock"
#| export
def small_normal(deviation):
    """An initialisation for layers: normal, with mean 0 and this deviation."""
    return lambda shape, rng: (deviation * rng.standard_normal(shape)).astype(np.float32)


def look_back(attention, x):
    """How a block's attention is used unless somebody says otherwise: each place sees itself and what was before."""
    return attention(x, is_causal=True, need_weights=False)[0]


def look_around(attention, x):
    """Every place sees every other: for whoever reads and does not write."""
    return attention(x, need_weights=False)[0]


class FeedForward(Module):
    """Each place by itself: wider by `factor`, bent by GELU, and back. (..., d_model) -> (..., d_model)"""

    def __init__(self, d_model, factor=4, *, depth=1, rng=None):
        self.expand = Linear(d_model, factor * d_model, init=small_normal(0.02), rng=rng)
        self.contract = Linear(factor * d_model, d_model, init=small_normal(0.02 / math.sqrt(2 * depth)), rng=rng)

    def forward(self, x): return self.contract(gelu(self.expand(x), approximate="tanh"))


class TransformerBlock(Module):
    """Attention and feed-forward, each reading the residual stream through a norm and adding to it.

    `attend(attention, x)` decides how attention is used. `depth` is the number of blocks in the stack.
    """

    def __init__(self, d_model, num_heads, *, depth=1, rng=None):
        self.norm1, self.norm2 = LayerNorm(d_model), LayerNorm(d_model)
        self.attention = MultiHeadAttention(d_model, num_heads, init=small_normal(0.02), rng=rng)
        self.attention.out_proj.weight.data /= math.sqrt(2 * depth)
        self.feed_forward = FeedForward(d_model, depth=depth, rng=rng)

    def forward(self, x, attend=None):
        attend = attend or look_back
        x = residual(x, self.norm1, lambda normed: attend(self.attention, normed))
        return residual(x, self.norm2, self.feed_forward)

# %%
generator = np.random.default_rng(0)
block = TransformerBlock(8, 2, rng=generator)
x = randn(1, 4, 8, rng=generator)
print(*(f"{name}: {parameter.shape}" for name, parameter in block.named_parameters()), sep="\n")
print(block(x).shape, block(x, look_around).shape)
print(check_gradients(lambda x: block(x), generator.normal(size=(1, 3, 8))))

# %% [markdown]
# ## 4. From ids to the top of the stack
#
# The road begins at the words: their vectors, and **once**, before the first block, the vectors of their places. That
# puts the order into the stream, and the road carries it up to every block. Added later, or again in each block, or to
# the scores, the places would come too late or too often, and nothing would crash.

# %% exercise="through_blocks"
#| export
# exercise: through_blocks
def through_blocks(ids, words, places, blocks, offset=0, attend=None):
    """Return the residual stream above the last block: vectors of the ids, their places added, through all blocks.

    `words(ids)` gives vectors, `places(x, offset)` adds those of the places from `offset` on, and each of `blocks` is
    called with the stream and `attend`. Shapes: ids (B, T) -> (B, T, D).
    """
    ### BEGIN SOLUTION
    x = places(words(ids), offset)
    for block in blocks:
        x = block(x, attend)
    return x
    ### END SOLUTION

# %% check="through_blocks" points=4 hidden=4
@scenario
def a_stack_of_numbers(ids, factors, offset, attend):
    """A stream of plain numbers through blocks that multiply; and what each of them was called with."""
    heard = []

    def words(ids):
        heard.append("words")
        return np.array(ids) * 10.0

    def places(x, offset):
        heard.append(f"places from {offset}")
        return x + offset + np.arange(x.shape[-1])

    def block(factor):
        def run(x, attend):
            heard.append(f"block {factor} {attend}")
            return x * factor + 1
        return run

    return through_blocks(np.array(ids), words, places, [block(f) for f in factors], offset, attend).tolist(), heard


got, heard = a_stack_of_numbers([[1, 2]], [2, 3], 4, "somehow")
expect_equal(got, [[88.0, 154.0]], call="ids 1, 2; words: times 10; places from 4: plus 4, 5; blocks: 2x + 1, then 3x + 1",
             why="((10 + 4) · 2 + 1) · 3 + 1, and ((20 + 5) · 2 + 1) · 3 + 1: each block reads what the one before it wrote")
expect_equal(heard, ["words", "places from 4", "block 2 somehow", "block 3 somehow"],
             call='who was called, in which order, with offset=4 and attend="somehow"',
             why="places once, with the offset, after the words and before the first block; each block is told how to look")
### BEGIN HIDDEN TESTS
offset, ids = int(rng.integers(2, 99)), rng.integers(99, size=(2, 3))
factors = rng.permutation(range(2, 20))[:3].tolist()
got, heard = a_stack_of_numbers(ids.tolist(), factors, offset, "somehow")
x = ids * 10.0 + offset + np.arange(3)
for factor in factors:
    x = x * factor + 1
expect_equal(got, x.tolist(), call=f"the same with three blocks, two sequences, offset={offset}")
expect_equal(heard, ["words", f"places from {offset}", *(f"block {f} somehow" for f in factors)],
             call="who was called, in which order, with which attend", why="how to look is handed on to every block")
expect_equal(a_stack_of_numbers([[4]], [], 1, None)[0], [[41.0]], call="no blocks at all")


@scenario
def called_without_the_last_two():
    return through_blocks(np.array([[1]]), lambda ids: ids * 1.0, lambda x, offset: x + offset, [lambda x, attend: x])


expect_close(called_without_the_last_two(), [[1.0]], call="through_blocks(ids, words, places, blocks)", why="offset is 0 by default")
### END HIDDEN TESTS

# %% [markdown]
# ## 5. What it will take
#
# Count before you build. With D for `d_model`, L layers, V words and a context of C places:
#
# | part | numbers to learn |
# |---|---|
# | words (at both ends, tied), places | V·D, C·D |
# | for each block: queries, keys, values; output | D → 3D and D → D, with biases |
# | feed-forward | D → 4D and 4D → D, with biases |
# | two norms, in each block; one more at the top | 2D each |

# %% exercise="gpt_parameters"
#| export
# exercise: gpt_parameters
def gpt_parameters(vocab_size, d_model, num_layers, context):
    """Return how many numbers a GPT of this size learns, an int.

    >>> gpt_parameters(vocab_size=10, d_model=3, num_layers=2, context=5)
    345
    """
    ### BEGIN SOLUTION
    block = 12 * d_model ** 2 + 13 * d_model
    return (vocab_size + context) * d_model + num_layers * block + 2 * d_model
    ### END SOLUTION

# %% check="gpt_parameters" points=3 hidden=3
expect_equal(gpt_parameters(10, 3, 2, 5), 345, call="gpt_parameters(10, 3, 2, 5)",
             why="45 for words and places; 36 + 12, 39 + 48 and 12 for each of 2 blocks, biases among them; 6 for the last norm")
expect_equal(gpt_parameters(10, 2, 0, 5), 34, call="gpt_parameters(10, 2, 0, 5)",
             why="without blocks: words, places and the norm at the top; tied words count once")
### BEGIN HIDDEN TESTS
for _ in range(3):
    v, d, layers, c = (int(n) for n in rng.integers(1, 60, size=4))
    linear = sum(n_in * n_out + n_out for n_in, n_out in ((d, 3 * d), (d, d), (d, 4 * d), (4 * d, d)))
    expect_equal(gpt_parameters(v, d, layers, c), v * d + c * d + layers * (linear + 4 * d) + 2 * d,
                 call=f"gpt_parameters({v}, {d}, {layers}, {c})")
expect_equal(gpt_parameters(50257, 768, 12, 1024), 124439808, call="gpt_parameters(50257, 768, 12, 1024)",
             why="GPT-2, the small one, has 124,439,808")
### END HIDDEN TESTS

# %% [markdown]
# Work is counted in **FLOPs**: a multiplication and the addition that goes with it are two. A linear layer from n to m
# numbers takes 2·n·m for each place. Attention comes on top: for each place, in all heads together, T products of
# length D for the scores, and a mixture of T vectors of length D. Norms, biases and bends are small change, and so is
# the look-up of words; the scores of the words at the end are not.

# %% exercise="gpt_flops"
#| export
# exercise: gpt_flops
def gpt_flops(vocab_size, d_model, num_layers, length):
    """Return the FLOPs of one forward pass over a sequence of `length` places, an int: linear layers, attention (all
    T x T of it) and the scores at the end.

    >>> gpt_flops(vocab_size=10, d_model=3, num_layers=2, length=4)
    2352
    """
    ### BEGIN SOLUTION
    layers = num_layers * 2 * 12 * d_model ** 2          # for each place
    attention = num_layers * 2 * 2 * length * d_model
    return length * (layers + attention + 2 * vocab_size * d_model)
    ### END SOLUTION

# %% check="gpt_flops" points=3 hidden=3
expect_equal(gpt_flops(10, 3, 2, 4), 2352, call="gpt_flops(10, 3, 2, 4)",
             why="for each of 4 places: 216 for a block's linear layers, 48 for its scores and mixtures of 4 places, twice; 60 for ten words")
expect_equal(gpt_flops(10, 2, 0, 3), 120, call="gpt_flops(10, 2, 0, 3)", why="without blocks, the words' scores are left")
### BEGIN HIDDEN TESTS
for _ in range(3):
    v, d, layers, t = (int(n) for n in rng.integers(1, 60, size=4))
    linear = sum(2 * n_in * n_out for n_in, n_out in ((d, 3 * d), (d, d), (d, 4 * d), (4 * d, d)))
    expect_equal(gpt_flops(v, d, layers, t), t * layers * linear + layers * 2 * (2 * t * t * d) + t * 2 * d * v,
                 call=f"gpt_flops({v}, {d}, {layers}, {t})")
expect_equal(gpt_flops(50257, 768, 12, 1024), 291648307200, call="gpt_flops(50257, 768, 12, 1024)")
### END HIDDEN TESTS

# %%
sizes = {"letters": (96, 128, 4, 128), "words": (50_257, 128, 4, 128), "GPT-2": (50_257, 768, 12, 1024), "GPT-2 XL": (50_257, 1600, 48, 1024),
         "GPT-3": (50_257, 12_288, 96, 2048), "long": (50_257, 1600, 48, 65_536)}
for name, (v, d, layers, context) in sizes.items():
    parameters, work = gpt_parameters(v, d, layers, context), gpt_flops(v, d, layers, context)
    ends, seeing = (v + context) * d / parameters, layers * 4 * context ** 2 * d / work
    wide = layers * (8 * d ** 2 + 5 * d) / (parameters - gpt_parameters(v, d, 0, context))
    print(f"{name:>8}: {parameters:>15,} parameters, {ends:4.0%} words and places, {wide:.0%} of a block feed-forward; "
          f"{work / context:.1e} FLOPs a place, {seeing:4.0%} T × T")

# %% [markdown]
# With many words a small model is mostly words; a large one is mostly blocks, and two thirds of a block are feed-forward.
# FLOPs for a place are close to twice the parameters, until the text is long: then looking costs more than thinking.
#
# ## 6. The next token
#
# A model gives a score for each word of the vocabulary. To write, one must be chosen. Always the best is safe and dull,
# and soon runs in circles. So draw, with the probabilities that softmax gives, and two screws to turn:
#
# - **top-k**: only the k best may be drawn. A vocabulary has a long tail of nonsense; each of it is unlikely, all of it
#   together is not.
# - **temperature**: scores are divided by it before softmax. Below 1 the best gain, above 1 all become alike; 0 means the
#   best one.

# %% exercise="keep_top"
#| export
# exercise: keep_top
def keep_top(scores, k):
    """Return a copy of `scores` in which all but the k largest of each row are minus infinity. Scores equal to the k-th
    stay. With k not less than V, all stay.

    Shapes: scores (B, V) floats, k at least 1 -> (B, V).

    >>> keep_top(np.array([[1.0, 3.0, 2.0]]), 2).tolist()
    [[-inf, 3.0, 2.0]]
    """
    ### BEGIN SOLUTION
    kth = np.sort(scores, axis=-1)[:, -min(k, scores.shape[-1]), np.newaxis]          # (B, 1)
    return np.where(scores < kth, -np.inf, scores)
    ### END SOLUTION

# %% check="keep_top" points=3 hidden=3
@scenario
def kept(scores, k):
    """keep_top of float32 scores; what has become of the scores; whether the result is an array of its own."""
    scores = np.array(scores, np.float32)
    result = keep_top(scores, k)
    return result, scores, not np.shares_memory(result, scores)


got, scores, _ = kept([[1, 3, 2, 0], [9, 7, 8, 6]], 2)
expect_close(got, [[-np.inf, 3.0, 2.0, -np.inf], [9.0, -np.inf, 8.0, -np.inf]], dtype=np.float32,
             call="keep_top([[1, 3, 2, 0], [9, 7, 8, 6]], 2), float32", why="the two best of each row by itself")
expect_close(scores, [[1.0, 3.0, 2.0, 0.0], [9.0, 7.0, 8.0, 6.0]], call="scores, after keep_top(scores, 2)",
             why="they belong to the caller: cut a copy")
got, _, own = kept([[1, 3, 2, 0], [9, 7, 8, 6]], 10)
expect_close(got, [[1.0, 3.0, 2.0, 0.0], [9.0, 7.0, 8.0, 6.0]], call="keep_top([[1, 3, 2, 0], [9, 7, 8, 6]], 10)",
             why="there are only four: all stay")
expect_equal(own, True, call="is keep_top(scores, 10) an array of its own?", why="a copy, also when nothing is cut")
expect_close(keep_top(np.array([[5.0, 1.0, 5.0, 5.0]]), 2), [[5.0, -np.inf, 5.0, 5.0]], call="keep_top([[5, 1, 5, 5]], 2)",
             why="which of three equal ones should go? None")
### BEGIN HIDDEN TESTS
scores = rng.normal(size=(5, 9)).astype(np.float32)
for k in (1, 3, 8, 9):
    expected = scores.copy()
    for row in expected:
        row[np.argsort(row)[:9 - k]] = -np.inf
    expect_close(keep_top(scores, k), expected, dtype=np.float32, call=f"keep_top(scores (5, 9) float32, {k})")


@scenario
def scores_afterwards():
    scores = np.array([[1.0, 3.0, 2.0]])
    keep_top(scores, 1)
    return scores.tolist()


expect_equal(scores_afterwards(), [[1.0, 3.0, 2.0]], call="keep_top(scores, 1); scores", why="a copy")
### END HIDDEN TESTS

# %%
keep_top(np.array([[0.1, 2.0, 1.5, -3.0], [4.0, 4.0, 0.0, 1.0]]), 2)

# %% [markdown]
# Now the draw. To draw from probabilities p, add them up as you go: 0.2, 0.7, 1.0 for p = 0.2, 0.5, 0.3. A uniform number
# u between 0 and 1 falls into one of the pieces, and it falls into a piece as often as the piece is long. Its number is
# how many of the sums are not above u.
#
# One `rng.random((B, 1))` serves all rows at once. Compute in float64, and divide the sums by the last of them, which
# then is exactly 1: otherwise rounding lets a u close to 1 fall off the end.

# %% exercise="next_token"
#| export
# exercise: next_token
def next_token(scores, temperature=1.0, top_k=None, rng=None):
    """Return one id for each row of `scores`, drawn with the probabilities softmax(scores / temperature), among the
    `top_k` best if that is not None. One `rng.random((B, 1))` is all that is drawn. A temperature of 0 takes the best,
    and draws nothing. `scores` stays as it is.

    Shapes: scores (B, V) -> (B,), integers.

    >>> next_token(np.array([[1.0, 2.0, 5.0]]), temperature=0).tolist()
    [2]
    """
    ### BEGIN SOLUTION
    if temperature == 0:
        return scores.argmax(axis=-1)
    if top_k is not None:
        scores = keep_top(scores, top_k)
    chances = softmax_forward(scores.astype(np.float64) / temperature)
    sums = np.cumsum(chances, axis=-1)                                                # (B, V)
    return (sums / sums[:, -1:] <= rng.random((len(scores), 1))).sum(axis=-1)
    ### END SOLUTION

# %% check="next_token" points=5 hidden=5
@scenario
def shares(scores, temperature, top_k, seed, count=20_000):
    """How often each id is drawn, of `count` rows of the same scores."""
    rows = np.tile(np.array(scores, np.float32), (count, 1))
    drawn = next_token(rows, temperature, top_k, np.random.default_rng(seed))
    return np.bincount(drawn, minlength=len(scores)) / count


@scenario
def fixed_draw(scores, u, **named):
    """The ids for a generator that says u, a number or one for each row; with u None it should not be asked."""
    class Fixed:
        def random(self, size=None):
            asked.append(size)
            return np.resize(0.5 if u is None else u, size)

        def __getattr__(self, name):
            raise AttributeError(f"rng.{name}: one rng.random((B, 1)) is all that is drawn")

    given, asked = np.array(scores), []
    ids = next_token(given, rng=Fixed(), **named).tolist()
    ids = f"{ids}, and rng.random was called" if u is None and asked else ids
    return ids if (given == scores).all() else f"{ids}, and the caller's scores have changed"


odds = np.log([2.0, 5.0, 3.0])
expect_equal(fixed_draw([odds, odds[::-1]], [0.95, 0.25]), [2, 0], call="next_token of odds 2 : 5 : 3 and 3 : 5 : 2, u = 0.95 and 0.25",
             why="the sums are 0.2, 0.7, 1 and 0.3, 0.8, 1: each row has its own u, which falls into its third and its first piece")
expect_equal(fixed_draw([[1.0, 2.0, 5.0], [3.0, 1.0, 2.0]], None, temperature=0), [2, 0],
             call="next_token([[1, 2, 5], [3, 1, 2]], temperature=0)", why="the best of each row, and nothing is drawn")
expect_close(shares(odds, 1.0, None, 1), [0.2, 0.5, 0.3], atol=0.02, call="how often ids 0, 1, 2 come, for odds of 2 : 5 : 3", why="as softmax has it")
expect_close(shares(odds, 0.5, None, 1), [4 / 38, 25 / 38, 9 / 38], atol=0.02, call="the same with temperature 0.5",
             why="scores divided by a half are doubled, odds are squared: 4 : 25 : 9")
expect_close(shares(odds, 1.0, 2, 1), [0.0, 0.625, 0.375], atol=0.02, call="the same with top_k=2", why="the two best, 5 : 3")
expect_equal(fixed_draw([[0.0, 3.0, 3.0]], [0.0], top_k=2), [1], call="next_token([[0, 3, 3]], top_k=2), u = 0",
             why="the sums are 0, 0.5, 1: the first is not above u, and id 0 is not allowed")
expect_equal(fixed_draw([[0.0] * 10 + [-5.0]], [1 - 2.0 ** -53], top_k=10), [9], call="ten equal scores and a low one, top_k=10, u nearly 1",
             why="rounded sums may end below 1, and u above them: divide by the last one, or a forbidden id comes out")
expect_equal(fixed_draw(np.float32([[1010, 1000]]), [1 - 1e-9], temperature=0.5), [1], call="next_token([[1010, 1000]] float32, 0.5), u = 1 - 1e-9",
             why="odds of e^20 : 1, that is 2e-9 for id 1: float32 has no number so close to 1, float64 has")
### BEGIN HIDDEN TESTS
weights = rng.integers(1, 9, size=6).astype(float)
seed = int(rng.integers(1000))
for temperature in (1.0, 2.0):
    expected = weights ** (1 / temperature)
    expect_close(shares(np.log(weights), temperature, None, seed), expected / expected.sum(), atol=0.025,
                 call=f"shares for odds {weights.astype(int).tolist()}, temperature {temperature}")
for u, expected in ((0.0, [0]), (0.1999, [0]), (0.2, [1]), (0.699, [1]), (0.71, [2]), (1 - 1e-16, [2])):
    expect_equal(fixed_draw([np.log([2.0, 5.0, 3.0])], u), expected, call=f"next_token, odds 2 : 5 : 3, u = {u}")
expect_equal(fixed_draw([[5.0, 0.0, 0.0, 4.0, 0.0]], 1 - 1e-16, top_k=2), [3], call="next_token([[5, 0, 0, 4, 0]], top_k=2), u nearly 1",
             why="nothing behind the last allowed id may be drawn")
expect_equal(fixed_draw([[9.0, 1.0, 5.0], [0.0, 2.0, 7.0]], 0.5, temperature=0), [0, 2],
             call="next_token([[9, 1, 5], [0, 2, 7]], temperature=0)", why="the best of each row")
for size in range(2, 60):
    expect_equal(fixed_draw([[0.0] * size], 1 - 1e-16), [size - 1], call=f"next_token of {size} equal scores, u nearly 1",
                 why="added up, they may end a little below 1: an id that does not exist must not come out")
expect_equal(shares([1000.0, 0.0, 0.0], 0.1, None, seed, 50).tolist(), [1.0, 0.0, 0.0], call="shares for scores of 1000, temperature 0.1")


@scenario
def how_much_is_drawn():
    rng, twin = np.random.default_rng(3), np.random.default_rng(3)
    next_token(np.zeros((4, 3)), 0, None, rng)
    next_token(np.zeros((4, 3)), 1.0, None, rng)
    twin.random((4, 1))
    return rng.random() == twin.random()


expect_equal(how_much_is_drawn(), True, call="is the generator where one random((B, 1)) leaves it, after a greedy and a drawn token",
             why="one draw for each row, none for temperature 0: whoever has the seed can repeat it")
### END HIDDEN TESTS

# %%
scores, generator = np.tile(np.log([[2.0, 8.0, 4.0, 1.0, 1.0]]), (24, 1)), np.random.default_rng(0)
for temperature in (0, 0.5, 1.0, 5.0):
    print(f"temperature {temperature}: {next_token(scores, temperature, rng=generator)}")
print(f"and of the two best: {next_token(scores, top_k=2, rng=generator)}")

# %% [markdown]
# Writing is a loop: score, draw, append. The model has a context of C places, so it is shown the last C ids only.

# %% exercise="write_on"
#| export
# exercise: write_on
def write_on(scores_of, ids, count, context, pick):
    """Return ids (B, T), integers in an array or in lists, continued by `count` ids: a new array (B, T + count), also for
    a count of 0. `ids` itself stays.

    For each new id, `scores_of` is given the last `context` ids, (B, at most context), and returns scores (B, V);
    `pick(scores)` returns the new ids, (B,).

    >>> write_on(lambda ids: ids[:, -1:] + np.array([[0, 1, 2]]), np.array([[5, 7]]), 2, 8, lambda s: s.max(axis=1)).tolist()
    [[5, 7, 9, 11]]
    """
    ### BEGIN SOLUTION
    ids = np.array(ids)
    for _ in range(count):
        new = pick(scores_of(ids[:, -context:]))                                      # (B,)
        ids = np.concatenate([ids, new[:, np.newaxis]], axis=1)
    return ids
    ### END SOLUTION

# %% check="write_on" points=5 hidden=5
@scenario
def continued(ids, count, context):
    """Each new id is the sum of all ids that are shown, plus 1; and what was shown each time."""
    shown = []

    def scores_of(ids):
        shown.append(np.asarray(ids).tolist())
        return np.asarray(ids).sum(axis=1, keepdims=True) + np.array([[0, 1]])

    ids = np.array(ids)
    result = write_on(scores_of, ids, count, context, lambda scores: scores[:, -1])
    return result.tolist(), shown, ids.tolist()


got, shown, before = continued([[1, 2], [0, 5]], 3, 3)
expect_equal(got, [[1, 2, 4, 8, 15], [0, 5, 6, 12, 24]], call="write_on(sum of what is shown + 1, [[1, 2], [0, 5]], 3, context=3)",
             why="1 + 2 + 1, then 1 + 2 + 4 + 1, then only the last three: 2 + 4 + 8 + 1")
expect_equal(shown, [[[1, 2], [0, 5]], [[1, 2, 4], [0, 5, 6]], [[2, 4, 8], [5, 6, 12]]], call="what scores_of was shown",
             why="everything so far, but no more than the context")
expect_equal(before, [[1, 2], [0, 5]], call="ids, after write_on(..., ids, ...)", why="the caller's array stays")


@scenario
def nothing_more(ids):
    """ids that are continued by nothing, and whether this is a new array."""
    ids = np.array(ids)
    result = write_on(None, ids, 0, 4, None)
    return np.asarray(result).tolist(), not np.shares_memory(result, ids)


@scenario
def from_lists(ids):
    return write_on(lambda ids: ids[:, -1:] + np.array([[0, 1]]), ids, 2, 8, lambda scores: scores[:, -1]).tolist()


expect_equal(nothing_more([[1, 2]]), ([[1, 2]], True), call="write_on(..., [[1, 2]], 0, ...), and whether it is a new array",
             why="whoever writes into the result must not change the caller's ids")
expect_equal(from_lists([[3, 4]]), [[3, 4, 5, 6]], call="write_on(last id + 1, [[3, 4]] as a list, 2, ...)", why="ids may be lists")
### BEGIN HIDDEN TESTS
start = rng.integers(0, 5, size=(2, 4))
for count, context in ((0, 3), (1, 4), (5, 2), (3, 1), (4, 100)):
    expected = start.tolist()
    for _ in range(count):
        for row in expected:
            row.append(sum(row[-context:]) + 1)
    expect_equal(continued(start, count, context)[0], expected, call=f"write_on(..., ids (2, 4), {count}, context={context})")
    expect_equal(len(continued(start, count, context)[1]), count, call="how often scores_of was called")


@scenario
def continued_list():
    return write_on(lambda ids: ids[:, -1:] + np.array([[0, 1]]), [[3, 4]], 2, 8, lambda scores: scores[:, -1]).tolist()


expect_equal(continued_list(), [[3, 4, 5, 6]], call="write_on(last id + 1, [[3, 4]] as a list, 2, ...)", why="ids may be a list of lists")
### END HIDDEN TESTS

# %% [markdown]
# ## 7. GPT
#
# Everything is there. `GPT` is a table of contents once more: your `through_blocks` climbs the stack, a last norm, and
# your `tied_scores` of module 11; `generate` is your `write_on` with your `next_token`.

# %% given="GPT"
#| export
class GPT(Module):
    """Ids (B, T) -> scores of the next id at each place (B, T, vocab_size), from what came before it.

    `attend` and `offset` are for whoever continues a text without reading all of it again: how a block's attention is
    used, and the place of the first id.
    """

    def __init__(self, vocab_size, d_model, num_layers, num_heads, context, *, rng=None):
        rng = rng or default_generator
        self.vocab_size, self.context = vocab_size, context
        self.words = Embedding(vocab_size, d_model, rng=rng)
        self.words.weight.data *= 0.02
        self.places = LearnedPositions(context, d_model, rng=rng)
        self.blocks = [TransformerBlock(d_model, num_heads, depth=num_layers, rng=rng) for _ in range(num_layers)]
        self.norm = LayerNorm(d_model)

    def forward(self, ids, offset=0, attend=None):
        return self.scores(through_blocks(ids, self.words, self.places, self.blocks, offset, attend))

    def scores(self, x):
        """Scores of all words for vectors of the stream: (..., d_model) -> (..., vocab_size)."""
        return tied_scores(self.norm(x), self.words)

    def next_scores(self, ids):
        """Scores of the id after the last, as an array (B, vocab_size)."""
        stream = through_blocks(ids, self.words, self.places, self.blocks)
        return self.scores(stream[:, -1]).data

    def generate(self, ids, max_new_tokens, temperature=1.0, top_k=None, rng=None, *, next_scores=None):
        """`ids`, (T,) or (B, T) with at least one id, continued: an array of integers. `rng` is needed to draw.

        `next_scores(ids)` may give the scores in another way than `self.next_scores`, which reads everything anew.
        """
        start = np.asarray(ids.data if isinstance(ids, Tensor) else ids)
        if start.size == 0:
            raise ValueError("there is nothing to continue: give at least one id")
        if temperature and rng is None:
            raise ValueError("to draw, generate() needs a generator: rng=np.random.default_rng(0), or temperature=0")
        with evaluation(self):
            found = write_on(next_scores or self.next_scores, np.atleast_2d(start), max_new_tokens, self.context,
                             lambda scores: next_token(scores, temperature, top_k, rng))
        return found if start.ndim == 2 else found[0]

# %%
model = GPT(vocab_size=65, d_model=32, num_layers=2, num_heads=4, context=16, rng=np.random.default_rng(0))
counted = sum(parameter.size for parameter in model.parameters())
expect_equal(gpt_parameters(65, 32, 2, 16), counted, call="gpt_parameters(65, 32, 2, 16)", why="the model has that many")
print(f"{counted:,} numbers to learn, as by the formula")

# %%
ids = np.random.default_rng(1).integers(0, 65, size=(2, 16))
changed = ids.copy()
changed[:, 10] = (changed[:, 10] + 1) % 65
with no_grad():
    same = (model(ids).data == model(changed).data).all(axis=(0, 2))
print("place 10 changes; which scores are the same, bit by bit?", same.astype(int))

# %%
loss = cross_entropy(model(ids).reshape(-1, 65), np.roll(ids, -1, axis=1).reshape(-1))
print(f"loss at the start {loss.item():.3f}, ln 65 = {np.log(65):.3f}")
drawn = [model.generate(ids[0, :3], 8, top_k=5, rng=np.random.default_rng(7)).tolist() for _ in range(2)]
print(drawn[0], "again the same:", drawn[0] == drawn[1])

# %% [markdown]
# Three checks that every new model deserves before it is trained: it has as many parameters as you counted; nothing
# leaks from the future; and its first loss is that of somebody who knows nothing, ln V.
#
# ## 8. It writes
#
# Nine lines of Shakespeare's eighteenth sonnet, letter by letter. It is far too little text to learn a language from: a
# model that reads it long enough knows it by heart. Ours begins to. (The milestone has a megabyte, and text that it has
# not seen.)

# %%
sonnet = """Shall I compare thee to a summer's day?
Thou art more lovely and more temperate:
Rough winds do shake the darling buds of May,
And summer's lease hath all too short a date:
Sometime too hot the eye of heaven shines,
And often is his gold complexion dimm'd;
And every fair from fair sometime declines,
By chance, or nature's changing course, untrimm'd;
But thy eternal summer shall not fade,
"""

# %%
letters = sorted(set(sonnet))
ids = np.array([letters.index(letter) for letter in sonnet])
print(len(ids), "letters of", len(letters), "kinds")


def text(ids): return "".join(letters[n] for n in ids)

# %%
generator = np.random.default_rng(0)
model = GPT(vocab_size=len(letters), d_model=48, num_layers=2, num_heads=4, context=32, rng=generator)
optimizer = AdamW(model.parameters(), lr=0.005)
start = time.perf_counter()
for step in range(201):
    starts = generator.integers(0, len(ids) - 32, size=8)
    x = np.stack([ids[n:n + 32] for n in starts])                                     # (8, 32)
    y = np.stack([ids[n + 1:n + 33] for n in starts])                                 # (8, 32)
    loss = cross_entropy(model(x).reshape(-1, len(letters)), y.reshape(-1))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 50 == 0:
        written = text(model.generate(ids[:5], 40, temperature=0.5, rng=np.random.default_rng(step)))
        print(f"step {step:>3}, {time.perf_counter() - start:4.1f} s, loss {loss.item():.3f}: {written!r}")

# %%
print(text(model.generate(ids[:5], 200, temperature=0.5, rng=np.random.default_rng(0))))

# %% [markdown]
# From noise to the sonnet's own words and scraps of its lines, on your own tensors, gradients, tables and attention. With
# twice as many steps whole lines come. Turn the temperature up to 2 and look what becomes of it.
#
# One more measurement. Each new letter is scored by reading everything before it anew:

# %%
for length in (8, 16, 32):
    seen = np.tile(ids[:length], (1, 1))
    with no_grad():
        taken = []
        for _ in range(20):
            start = time.perf_counter()
            model.next_scores(seen)
            taken.append(time.perf_counter() - start)
    work = gpt_flops(len(letters), 48, 2, length) - (length - 1) * 2 * len(letters) * 48     # scores at the last place only
    print(f"{length:>2} letters before it: {work / 1e6:5.2f} MFLOP, {min(taken) * 1e3:.2f} ms")

# %% [markdown]
# The work doubles from line to line; the time does not, as long as it goes into calling operations and not into
# multiplying. In a larger model it does. And nearly all of the work is repetition: keys and values of the old letters
# are what they were. A **cache** keeps them, so that only the new letter has to be read. Whoever writes one hands in an
# `attend` that remembers, and an `offset`, and changes nothing of what you wrote. (It lasts as long as the context does:
# after that the oldest letter falls out, and every other letter moves to another place.)

# %% [markdown]
# ## The same in PyTorch
#
# ```python
# import torch
# from torch import nn
#
# norm = nn.LayerNorm(4)
# print(norm(torch.tensor([[1.0, 1.0, 5.0, 5.0]])).detach())
# layer = nn.TransformerEncoderLayer(8, 2, dim_feedforward=32, activation="gelu", batch_first=True, norm_first=True)
# print(sum(p.numel() for p in layer.parameters()), 12 * 8 ** 2 + 13 * 8)
# scores = torch.tensor([[1.0, 3.0, 2.0]])
# print(scores.masked_fill(scores < scores.topk(2).values[:, -1:], -torch.inf))
# ```
#
# ```text
# tensor([[-1.0000, -1.0000,  1.0000,  1.0000]])
# 872 872
# tensor([[-inf, 3., 2.]])
# ```
#
# With `norm_first=True` that layer is our block, parameter for parameter. Deliberate differences: PyTorch's default is
# the norm of 2017, on the road; its layer has dropout of 0.1 unless told otherwise; and it has no GPT: that is
# written anew in every project, much like section 7.

# %% [markdown] question="q1" points=10
# **The road.** Explain your measurements in section 2: by which factor does the gradient shrink in each plain layer, and
# why does it arrive when layers add? Derive the slope of x + f(norm(x)) and compare it with norm(x + f(x)), by means of
# the two directions that your `layer_norm_gradient` removes: which column of your measurements shows the difference? Why
# are the weights that write onto the stream divided by √(2L)? What would you expect of the first steps of training
# without it, for L = 2 and for L = 48? Which results of shape (B, T, D) does one block keep for the way back, by the lines
# of `TransformerBlock` and `residual`, and which wider ones?

# %% [markdown] question="q2" points=10
# **Where it goes.** From section 5: for D = 128, L = 4, V = 96, which part has most parameters, and which takes most
# FLOPs at T = 128? From which T on do the T × T products take more than the linear layers? Derive it for any D. You may
# double one of D, L and T: what happens to parameters, to FLOPs for a place and to the memory of training? Divide the
# FLOPs of section 8 by the times there: how many FLOPs a second are that for 8 letters and for 32, and why not equally
# many?

# %% [markdown] question="q3" points=10
# **Writing.** The model of section 8 writes with temperature 0, 0.5 and 2, and with top_k = 3. Try it, and explain what
# you see with the odds of softmax. Let it write 600 letters with temperature 0: why must greedy writing run in circles
# sooner or later? Why is the sum in `next_token` divided by its last entry, and what could be drawn otherwise? To write n
# ids your `write_on` reads how many places in all? What would a cache of keys and values save, which of your functions would stay as they are,
# and why is what it has kept wrong once the text grows beyond the context?

# %% [markdown]
# ## What comes next
#
# `tito module complete 13` puts all of it into your package, and closes the second tier: your framework classifies images
# and writes text. Two programs wait for it: `tito milestone run transformer` reverses sequences by attention alone, and
# trains a GPT on Shakespeare.
#
# What else your course holds, `tito module status` shows. And there is enough to go on with by yourself: find out where
# the time of a training step goes; write the cache; let the model read something that you like.
