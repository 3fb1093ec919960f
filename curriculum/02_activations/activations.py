# %% [markdown]
# # Activations
#
# The classifier of module 01 draws straight borders. Around a ring no straight border helps. One function, applied to
# each number by itself, changes that. At the end of the notebook this program runs:
#
# ```python
# features = bend(points @ weight + bias)                                 # (400, 64)  a layer that nobody has trained
#
# seen, learn = features[:300], kinds[:300]                               # is a point in the disc, or in the ring?
# centers = stack([seen[learn == k].mean(axis=0) for k in range(2)])      # (2, 64)
#
# scores = -squared_distances(features[300:], centers)                    # (100, 2)
# chances = softmax(scores)                                               # (100, 2)   each row adds up to 1
# (chances.argmax(axis=1) == kinds[300:]).mean()                          # what share of the guesses is right?
# ```
#
# With `bend = ReLU()` it is almost always right. With no bend at all it guesses. You will write the bends, meet
# formulas that are right on paper and wrong in the machine, and find out what becomes of a signal on its way through
# fifty layers.

# %% given="imports"
#| default_exp core.activations
#| export
import math

import numpy as np

from tinytorch.core.tensor import Op, Tensor, apply, randn, squared_distances, stack

# %% given="vocabulary"
import time

from tinytorch.checks import expect_close, expect_equal, expect_raises, rng, scenario


def milliseconds(function, repeat=5):
    """How long `function()` takes: the fastest of a few runs, the one that the rest of the machine disturbed least."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times) * 1000

# %% [markdown]
# ## 1. Why a bend
#
# A layer of a network multiplies by a matrix and adds a bias: `x @ weight + bias`. Surely two layers can do more than
# one? Here are two, and one that was computed from them:

# %%
x = np.array([[1.0, 2.0], [3.0, -1.0]])
first, second = np.array([[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]]), np.array([[1.0], [2.0], [3.0]])

print((x @ first @ second).ravel(), "by two layers, 2 to 3 to 1 numbers")
print((x @ np.array([[7.0], [-1.0]])).ravel(), "by one layer, 2 to 1")

# %% [markdown]
# The same. Matrix products may be grouped as one likes, `(x @ A) @ B = x @ (A @ B)`, so two layers are one layer that
# cost more. What about the biases? Write out $(xA + a)B + b$ and multiply: it is $x$ times something, plus something
# else. Find the two, and carry them from layer to layer.

# %% exercise="collapse"
#| export
# exercise: collapse
def collapse(layers):
    """Return the one layer, a pair (weight, bias), that does what all `layers` do one after the other.

    Each layer is such a pair and computes `x @ weight + bias`.
    Shapes: [((2, 3), (3,)), ((3, 1), (1,))] -> ((2, 1), (1,)).

    >>> weight, bias = collapse([(np.array([[2.0]]), np.array([1.0])), (np.array([[3.0]]), np.array([5.0]))])
    >>> weight.tolist(), bias.tolist()
    ([[6.0]], [8.0])
    """
    ### BEGIN SOLUTION
    weight, bias = layers[0]
    for next_weight, next_bias in layers[1:]:
        weight = weight @ next_weight
        bias = bias @ next_weight + next_bias            # the bias passes through the layers that follow it
    return weight, bias
    ### END SOLUTION

# %% check="collapse" points=3 hidden=2
first = (np.array([[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]]), np.array([0.5, 0.0, 1.0]))
second = (np.array([[1.0], [2.0], [3.0]]), np.array([10.0]))
got = collapse([first, second])
expect_close(got[0], [[7.0], [-1.0]], call="collapse([first, second])[0]",
             why="the product of the two matrices, in the order in which x meets them")
expect_close(got[1], [13.5], call="collapse([first, second])[1]",
             why="the first bias (0.5, 0, 1) passes through the second layer: 0.5 + 3 + 10")
### BEGIN HIDDEN TESTS
sizes = [int(n) for n in rng.integers(2, 6, size=5)]
layers = [(rng.normal(size=(n, m)), rng.normal(size=m)) for n, m in zip(sizes, sizes[1:])]
x = rng.normal(size=(3, sizes[0]))
expected = x
for weight, bias in layers:
    expected = expected @ weight + bias
got = collapse(layers)
expect_close(x @ np.asarray(got[0]) + np.asarray(got[1]), expected, atol=1e-5,
             call=f"x @ weight + bias of four layers, sizes {sizes}",
             why="one layer does what the four did")
got = collapse(layers[:1])
expect_close(got[0], layers[0][0], call="collapse([layer])[0]", why="one layer is itself")


@scenario
def collapse_and_look_at_the_layers():
    layers = [(np.full((1, 1), number), np.full(1, number)) for number in (2.0, 3.0, 5.0)]
    collapse(layers)
    return [float(array.sum()) for layer in layers for array in layer]


expect_equal(collapse_and_look_at_the_layers(), [2.0, 2.0, 3.0, 3.0, 5.0, 5.0], call="collapse(layers); the layers",
             why="the layers are the caller's")
### END HIDDEN TESTS

# %%
generator = np.random.default_rng(0)
deep = [(generator.normal(size=(64, 64)) / 8, generator.normal(size=64)) for _ in range(20)]
weight, bias = collapse(deep)
print(f"20 layers: {sum(w.size + b.size for w, b in deep):,} numbers; one layer for them: {weight.size + bias.size:,}")

# %% [markdown]
# Twenty layers, and all of it is a waste: whatever depth does, it cannot be this. Something must stand between two
# matrices that no matrix can swallow. It need not be much. A function of each number by itself, an **activation**, is
# enough, if its graph is not a straight line.
#
# ![Six activations, drawn from -4 to 4](figures/activations.svg)
#
# ## 2. ReLU
#
# The cheapest bend: positive numbers pass, negative ones become 0.
#
# $$\text{ReLU}(x) = \max(0, x)$$

# %% exercise="relu_forward"
#| export
# exercise: relu_forward
def relu_forward(x):
    """Return a new array: the numbers of `x` where they are positive, 0 elsewhere. The dtype stays.

    >>> relu_forward(np.array([-2.0, 0.0, 3.0])).tolist()
    [0.0, 0.0, 3.0]
    """
    ### BEGIN SOLUTION
    return np.maximum(x, 0)
    ### END SOLUTION

# %% check="relu_forward" points=3 hidden=2
expect_close(relu_forward(np.array([[-2.0, 0.0], [3.0, -0.5]])), [[0.0, 0.0], [3.0, 0.0]],
             call="relu_forward([[-2, 0], [3, -0.5]])", why="negative numbers become 0, the others stay")
expect_equal(relu_forward(np.array([-1, 0, 1])).dtype.name, "int64", call="relu_forward([-1, 0, 1]).dtype",
             why="choosing between x and 0 needs no other dtype")


@scenario
def relu_and_look_at_the_input():
    original = np.array([-1.0, 2.0])
    relu_forward(original)
    return original.tolist()


expect_equal(relu_and_look_at_the_input(), [-1.0, 2.0], call="relu_forward(original); original",
             why="an operation never changes its inputs: module 05 needs them again")
expect_close(relu_forward(np.array([-np.inf, np.inf])), [0.0, np.inf], call="relu_forward([-inf, inf])",
             why="infinity times 0 is not a number: choose, do not multiply")
### BEGIN HIDDEN TESTS
x = rng.normal(size=(2, 3, 4)).astype(np.float32)
expect_close(relu_forward(x), [[[max(v, 0) for v in row] for row in block] for block in x.tolist()],
             dtype=np.float32, call="relu_forward(x), x (2, 3, 4) float32")
expect_close(relu_forward(np.array([np.nan, -1.0])), [np.nan, 0.0], call="relu_forward([nan, -1])",
             why="a nan must stay visible: hiding it hides the bug that made it")
expect_equal(relu_forward(np.array([200, 3], dtype=np.uint8)).dtype.name, "uint8", call="relu_forward(uint8).dtype")
### END HIDDEN TESTS

# %% [markdown]
# There is more than one way to write it. Do they cost the same? Yours runs beside two others, on a million numbers:

# %%
big = np.random.default_rng(0).normal(size=1_000_000).astype(np.float32)
ways = {
    "yours": lambda: relu_forward(big),
    "with np.where": lambda: np.where(big > 0, big, np.float32(0)),
    "times a mask": lambda: big * (big > 0),
}
for name, way in ways.items():
    print(f"{name:>14}: {milliseconds(way):6.2f} ms")

# %% [markdown]
# The arithmetic is next to nothing in all three; the time goes elsewhere. `np.where` decides number by number, and
# where the signs are random the processor guesses wrong half of the time: a wrong guess costs it as much as a dozen
# additions. The product does not guess, but what is minus infinity times 0? If yours is as slow as the second, there
# is a NumPy function that takes the larger of two numbers, without deciding anything.
#
# ## 3. A leak
#
# Where ReLU gives 0, its graph is flat: a small change of x changes nothing. Training works by small changes, so a
# unit whose input is always negative never learns again. One calls it dead. A **leaky** ReLU keeps a small slope on the
# negative side:
#
# $$\text{LeakyReLU}(x) = x \ \text{ if } x > 0, \qquad s\,x \ \text{ otherwise}$$

# %% exercise="leaky_relu_forward"
#| export
# exercise: leaky_relu_forward
def leaky_relu_forward(x, negative_slope=0.01):
    """Return `x` where it is positive, and `x * negative_slope` elsewhere, for any slope, also above 1.

    >>> leaky_relu_forward(np.array([-2.0, 3.0]), negative_slope=0.5).tolist()
    [-1.0, 3.0]
    """
    ### BEGIN SOLUTION
    return np.maximum(x, 0) + negative_slope * np.minimum(x, 0)
    ### END SOLUTION

# %% check="leaky_relu_forward" points=3 hidden=2
expect_close(leaky_relu_forward(np.array([-2.0, 0.0, 3.0])), [-0.02, 0.0, 3.0],
             call="leaky_relu_forward([-2, 0, 3])", why="the negative side is scaled by 0.01")
expect_close(leaky_relu_forward(np.array([-2.0, 3.0]), 0.25), [-0.5, 3.0],
             call="leaky_relu_forward([-2, 3], 0.25)", why="the slope is the caller's")
expect_close(leaky_relu_forward(np.array([-2.0, 3.0]), 2.0), [-4.0, 3.0],
             call="leaky_relu_forward([-2, 3], 2.0)", why="only the sign of x decides, whatever the slope")
expect_equal(leaky_relu_forward(np.ones(2, np.float32)).dtype.name, "float32",
             call="leaky_relu_forward(float32).dtype", why="nobody asked for float64")
### BEGIN HIDDEN TESTS
x = rng.normal(size=(3, 4)).astype(np.float32)
for slope in (2.0, 0.0, 0.1, -1.0):
    expected = [[v if v > 0 else v * slope for v in row] for row in x.tolist()]
    expect_close(leaky_relu_forward(x, slope), expected, dtype=np.float32, call=f"leaky_relu_forward(x, {slope})",
                 why="the slope may be anything; only the sign of x decides")
expect_close(leaky_relu_forward(np.array([-np.inf, np.inf]), 0.5), [-np.inf, np.inf],
             call="leaky_relu_forward([-inf, inf], 0.5)", why="infinity times 0 is not a number: choose, do not multiply")


@scenario
def leaky_relu_and_look_at_the_input():
    original = np.array([-1.0, 2.0])
    leaky_relu_forward(original, 0.5)
    return original.tolist()


expect_equal(leaky_relu_and_look_at_the_input(), [-1.0, 2.0], call="leaky_relu_forward(original, 0.5); original",
             why="an operation never changes its inputs: module 05 needs them again")
### END HIDDEN TESTS

# %% [markdown]
# ## 4. The sigmoid
#
# A probability lies between 0 and 1. The sigmoid squeezes any number into that range, and keeps their order:
#
# $$\sigma(x) = \frac{1}{1 + e^{-x}}$$
#
# That is one line of NumPy. Try it on numbers of a confident network, and then try the other form that textbooks
# give, $e^x / (1 + e^x)$:

# %%
x = np.array([-1000.0, -20.0, 0.0, 20.0, 1000.0], dtype=np.float32)
with np.errstate(over="warn", invalid="warn"):
    print(1 / (1 + np.exp(-x)))
    print(np.exp(x) / (1 + np.exp(x)))
    print(np.tanh(x / 2) / 2 + 0.5, "by tanh")

# %% [markdown]
# $e^{1000}$ is larger than any float: it **overflows** to infinity. The first form survives with a warning (1 divided
# by infinity is 0), the second divides infinity by infinity and is `nan`. The third, by `tanh`, never overflows. Look
# at its second number, though: σ(−20) is $2 \cdot 10^{-9}$, and a 0 stands there. Half minus almost half has no digits
# left, and the logarithm of that 0 is minus infinity: a loss of module 04 would break.
#
# Both textbook forms are right where the exponent is negative. So never raise $e$ to a positive power: with
# $z = e^{-|x|}$, which lies between 0 and 1, one form serves x ≥ 0 and the other x < 0.

# %% exercise="sigmoid_forward"
#| export
# exercise: sigmoid_forward
def sigmoid_forward(x):
    """Return 1 / (1 + exp(-x)): without overflow for any finite x, and with full precision near 0 and near 1.

    >>> sigmoid_forward(np.array([-1000.0, 0.0, 1000.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    ### BEGIN SOLUTION
    z = np.exp(-np.abs(x))                               # between 0 and 1: nothing overflows
    return np.exp(np.minimum(x, 0)) / (1 + z)            # above the line 1 for x >= 0, and z for x < 0
    ### END SOLUTION

# %% check="sigmoid_forward" points=5 hidden=4
expect_close(sigmoid_forward(np.array([[-1.0, 0.0], [1.0, 2.0]])), [[0.268941, 0.5], [0.731059, 0.880797]],
             call="sigmoid_forward([[-1, 0], [1, 2]])", why="σ(-x) is 1 - σ(x)")


@scenario
def sigmoid_strictly(values, dtype="float32"):
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        try:
            return sigmoid_forward(np.array(values, dtype=dtype))
        except FloatingPointError as problem:
            return str(problem)


@scenario
def sigmoid_far_out(value):
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        try:
            return round(float(sigmoid_forward(np.array([value], dtype=np.float32))[0]), 5)
        except FloatingPointError as problem:
            return str(problem)


expect_equal([sigmoid_far_out(-1000.0), sigmoid_far_out(1000.0)], [0.0, 1.0],
             call="sigmoid_forward([-1000]), sigmoid_forward([1000])",
             why="exp(1000) is larger than any float: for which of these x does your formula compute it?")
expect_close(sigmoid_strictly([-1000.0, 1000.0]), [0.0, 1.0], call="sigmoid_forward([-1000, 1000])",
             why="the exponent must never be large and positive, whatever the sign of x")
expect_close(sigmoid_strictly([-20.0, -40.0, -90.0]), [2.061154e-09, 4.248354e-18, 8.194013e-40], rtol=1e-3, atol=0,
             call="sigmoid_forward([-20, -40, -90])", why="small probabilities are not 0: their logarithm is needed")
expect_equal(sigmoid_forward(np.zeros(2, np.float32)).dtype.name, "float32", call="sigmoid_forward(float32).dtype",
             why="nobody asked for float64")
### BEGIN HIDDEN TESTS
x = rng.normal(size=(2, 3, 4)) * 20
expected = [[[1 / (1 + math.exp(-v)) for v in row] for row in block] for block in x.tolist()]
expect_close(sigmoid_strictly(x, "float64"), expected, rtol=1e-9, atol=0,
             call="sigmoid_forward(x), x (2, 3, 4) float64")
expect_close(sigmoid_strictly([-1e30, 1e30, -np.inf, np.inf]), [0.0, 1.0, 0.0, 1.0],
             call="sigmoid_forward([-1e30, 1e30, -inf, inf])", why="any size, even infinite")
expect_close(sigmoid_strictly([-80.0, -85.0]), [1.8048513878e-35, 1.2160992993e-37], rtol=1e-4, atol=0,
             call="sigmoid_forward([-80, -85])", why="precision holds down to where float32 ends")
expect_close(sigmoid_forward(np.array([np.nan, 0.0])), [np.nan, 0.5], call="sigmoid_forward([nan, 0])",
             why="a nan must stay visible")
expect_equal(sigmoid_forward(np.zeros((2, 3), np.float32)).dtype.name, "float32",
             call="sigmoid_forward(float32 (2, 3)).dtype")


@scenario
def sigmoid_and_look_at_the_input():
    original = np.array([-1.0, 2.0])
    sigmoid_forward(original)
    return original.tolist()


expect_equal(sigmoid_and_look_at_the_input(), [-1.0, 2.0], call="sigmoid_forward(original); original",
             why="an operation never changes its inputs")
### END HIDDEN TESTS

# %% [markdown]
# Its relative **tanh** goes from −1 to 1 and is a stretched sigmoid, $\tanh(x) = 2\sigma(2x) - 1$. NumPy has a good
# one, which we take. By way of the sigmoid it would lose its small values, by the same subtraction as before:

# %%
small = np.array([1e-3, 1e-5, 1e-8], dtype=np.float32)
print(np.tanh(small), "tanh by NumPy")
print(2 * sigmoid_forward(2 * small) - 1, "tanh by your sigmoid")

# %% [markdown]
# ## 5. Gates: SiLU and GELU
#
# A sigmoid can also serve as a **gate**, a share of x to let through: nearly all of it where x is large, nearly nothing
# where it is very negative. That is ReLU with a round corner, and it is called **SiLU** (or swish):
#
# $$\text{SiLU}(x) = x \cdot \sigma(x)$$

# %% exercise="silu_forward"
#| export
# exercise: silu_forward
def silu_forward(x):
    """Return x times its own sigmoid, without overflow.

    >>> silu_forward(np.array([-1000.0, 0.0, 1000.0])).tolist()
    [-0.0, 0.0, 1000.0]
    """
    ### BEGIN SOLUTION
    return x * sigmoid_forward(x)
    ### END SOLUTION

# %% check="silu_forward" points=3 hidden=2
expect_close(silu_forward(np.array([[-1.0, 0.0], [1.0, 2.0]])), [[-0.268941, 0.0], [0.731059, 1.761594]],
             call="silu_forward([[-1, 0], [1, 2]])", why="σ(2) is 0.8808, and twice that is 1.7616")


@scenario
def silu_strictly(values, dtype="float32"):
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        try:
            return silu_forward(np.array(values, dtype=dtype))
        except FloatingPointError as problem:
            return str(problem)


expect_close(silu_strictly([-1000.0, 1000.0]), [0.0, 1000.0], call="silu_forward([-1000, 1000])",
             why="the gate is shut on one side and open on the other")
### BEGIN HIDDEN TESTS
x = rng.normal(size=(3, 2, 4)) * 5
expected = [[[v / (1 + math.exp(-v)) for v in row] for row in block] for block in x.tolist()]
expect_close(silu_strictly(x, "float64"), expected, rtol=1e-9, call="silu_forward(x), x (3, 2, 4)")
expect_equal(silu_forward(np.ones(2, np.float32)).dtype.name, "float32", call="silu_forward(float32).dtype")


@scenario
def silu_and_look_at_the_input():
    original = np.array([-1.0, 2.0])
    silu_forward(original)
    return original.tolist()


expect_equal(silu_and_look_at_the_input(), [-1.0, 2.0], call="silu_forward(original); original",
             why="an operation never changes its inputs")
### END HIDDEN TESTS

# %% [markdown]
# **GELU**, the activation of BERT and GPT, takes another gate: the probability Φ(x) that a draw from the standard
# normal distribution lies below x.
#
# $$\text{GELU}(x) = x\,\Phi(x) = \frac{x}{2}\Big(1 + \text{erf}\frac{x}{\sqrt 2}\Big)$$
#
# That is the **exact** form. The error function, erf, is an area under the bell curve, and NumPy does not have one;
# a small one stands below. When GELU was published, others did not have one either, so its authors added an
# approximation, the **tanh form**, which GPT-2's weights were trained with:
#
# $$\text{GELU}(x) \approx \frac{x}{2}\Big(1 + \tanh\Big[\sqrt{2/\pi}\,\big(x + 0.044715\,x^3\big)\Big]\Big)$$
#
# Before you write a cube, see what two ways of writing it cost:

# %%
print(f"x ** 3:    {milliseconds(lambda: big ** 3):6.2f} ms for a million numbers")
print(f"x * x * x: {milliseconds(lambda: big * big * big):6.2f} ms")

# %% given="erf"
#| export
_exact_erf = np.vectorize(math.erf, otypes=[np.float64])


def erf(x):
    """The error function of an array: by `math.erf`, number by number, in float64; else to about 5e-7, and fast.

    Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 7.1.26.
    """
    if x.dtype == np.float64:
        return _exact_erf(x)
    size = np.minimum(np.abs(x), 9)                      # from there on it is 1 in float32, and 9² is harmless
    t = 1 / (1 + 0.3275911 * size)
    tail = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
    return np.copysign(1 - tail * np.exp(-size * size), x)

# %% [markdown]
# `**` must be ready for any exponent, so it goes by logarithms; a product of three is two multiplications. (Squares
# are a special case that NumPy knows.) And there is `erf`.
#
# `approximate` says which form is wanted, in PyTorch's words: `"none"` for the exact one, `"tanh"` for the other. Any
# other word is an error, because a typing mistake that quietly gives the wrong form would never be found.

# %% exercise="gelu_forward"
#| export
# exercise: gelu_forward
def gelu_forward(x, approximate="none"):
    """Return x · Φ(x): exactly, by `erf`, for approximate="none", or by the tanh form for approximate="tanh".

    Raises ValueError, naming `approximate`, for any other word.

    >>> gelu_forward(np.array([-1000.0, 0.0, 1000.0])).tolist()
    [-0.0, 0.0, 1000.0]
    """
    ### BEGIN SOLUTION
    if approximate == "none":
        gate = erf(x / math.sqrt(2))
    elif approximate == "tanh":
        gate = 0.044715 * (x * x)
        gate += 1
        gate *= x                                        # x + 0.044715 x³
        gate *= math.sqrt(2 / math.pi)
        gate = np.tanh(gate)
    else:
        raise ValueError(f"approximate must be 'none' or 'tanh', not {approximate!r}")
    gate += 1                                            # in place: nobody else knows this array, and a new one
    gate *= x                                            # costs more than its arithmetic
    gate *= 0.5
    return gate
    ### END SOLUTION

# %% check="gelu_forward" points=5 hidden=3
x = np.array([-3.0, -1.0, 0.0, 1.0, 2.0])
expect_close(gelu_forward(x), [-0.00404969, -0.15865525, 0.0, 0.84134475, 1.95449974],
             call="gelu_forward([-3, -1, 0, 1, 2])", why="84.13 % of all normal draws lie below 1")
expect_close(gelu_forward(x, "tanh"), [-0.00363739, -0.15880801, 0.0, 0.84119199, 1.95459769],
             call='gelu_forward([-3, -1, 0, 1, 2], "tanh")', why="close to the exact form, but not equal to it")
expect_raises(ValueError, lambda: gelu_forward(x, "tan"), match="approximate", call='gelu_forward(x, "tan")',
              why="a typing mistake must not choose a form in silence")
for form in ("tanh", "none"):
    expect_equal(gelu_forward(np.ones(2, np.float32), form).dtype.name, "float32",
                 call=f'gelu_forward(float32, "{form}").dtype', why="nobody asked for float64")
### BEGIN HIDDEN TESTS
x = rng.normal(size=(2, 3, 4)) * 3
expected = [[[v / 2 * math.erfc(-v / 2**0.5) for v in row] for row in block] for block in x.tolist()]
expect_close(gelu_forward(x), expected, rtol=1e-9, atol=1e-12, call="gelu_forward(x), x (2, 3, 4) float64",
             why="in float64 the exact form is exact")
tanh_form = 0.5 * x * (1 + np.tanh((2 / math.pi) ** 0.5 * (x + 0.044715 * x**3)))
expect_close(gelu_forward(x, "tanh"), tanh_form, rtol=1e-9, atol=1e-12, call='gelu_forward(x, "tanh")')
singles = x.astype(np.float32)
expect_close(gelu_forward(singles), expected, rtol=1e-4, atol=2e-6, dtype=np.float32, call="gelu_forward(float32)")
for form in ("none", "tanh"):
    expect_close(gelu_forward(np.array([-1000.0, 1000.0], dtype=np.float32), form), [0.0, 1000.0],
                 call=f'gelu_forward([-1000, 1000], "{form}")')


@scenario
def gelu_and_look_at_the_input():
    original = np.array([-1.0, 2.0])
    gelu_forward(original), gelu_forward(original, "tanh")
    return original.tolist()


expect_equal(gelu_and_look_at_the_input(), [-1.0, 2.0], call="gelu_forward(original), in both forms; original",
             why="an operation never changes its inputs")
### END HIDDEN TESTS

# %% [markdown]
# Now the operations can be made. Each is an `Op` around a function of yours, or of NumPy's, and runs
# through `apply`, the door of module 01: module 05 will find it in `Op.table` and add its derivative. `exp` and `log`
# come along, since the rest of the module is about them.

# %% given="elementwise"
#| export
EXP, LOG, TANH = Op("exp", np.exp), Op("log", np.log), Op("tanh", np.tanh)
RELU, LEAKY_RELU = Op("relu", relu_forward), Op("leaky_relu", leaky_relu_forward)
SIGMOID, SILU, GELU_OP = Op("sigmoid", sigmoid_forward), Op("silu", silu_forward), Op("gelu", gelu_forward)


def real(x):
    """`x` as a tensor of real numbers: lists, integers and masks become float32."""
    x = x if isinstance(x, Tensor) else Tensor(x)
    return x if x.dtype.kind == "f" else Tensor(x, dtype=np.float32)


def exp(x): return apply(EXP, real(x))
def log(x): return apply(LOG, real(x))
def tanh(x): return apply(TANH, real(x))
def relu(x): return apply(RELU, x)
def leaky_relu(x, negative_slope=0.01): return apply(LEAKY_RELU, real(x), negative_slope=negative_slope)
def sigmoid(x): return apply(SIGMOID, real(x))
def silu(x): return apply(SILU, real(x))
def gelu(x, approximate="none"): return apply(GELU_OP, real(x), approximate=approximate)

# %%
x = [-3, -1, 0, 1, 3]
for function in (relu, leaky_relu, sigmoid, tanh, silu, gelu):
    print(f"{function.__name__:>10} {np.round(function(x).data, 3)}")

# %% [markdown]
# ## 6. Softmax: scores into probabilities
#
# A classifier gives a score for each class. As probabilities they should be positive, add up to 1, and be larger for
# larger scores. Exponentials are positive, and dividing by their sum makes them add up to 1:
#
# $$\text{softmax}(x)_i = \frac{e^{x_i}}{\sum_j e^{x_j}}$$

# %%
for scores in (np.array([2.0, 1.0, 0.1]), np.array([1000.0, 999.0, 998.1]), np.array([-1000.0, -1001.0, -1001.9])):
    with np.errstate(over="ignore", invalid="ignore"):
        print(scores, "->", np.exp(scores) / np.exp(scores).sum())

# %% [markdown]
# The three lists differ by a constant only, and on paper the constant cancels: $e^{x+c} = e^x e^c$, above and below the
# line. In the machine the second divides infinity by infinity and the third 0 by 0.
#
# The way out is on the same paper. If a constant does not matter, choose one that keeps every exponential within
# range, and makes sure that not all of them are 0. Which number, taken away from every score of a row, does that?
#
# `dim` names the axis along which the probabilities add up to 1. For a batch of shape (32, 10), 10 scores for each of
# 32 examples, it is the last one.

# %% exercise="softmax_forward"
#| export
# exercise: softmax_forward
def softmax_forward(x, dim=-1):
    """Return exp(x) divided by its sum along the axis `dim`, for finite scores of any size.

    A score of minus infinity gets probability 0, as long as its row holds a finite one.
    Shapes: x (32, 10) -> (32, 10); each row adds up to 1 for dim = -1.

    >>> softmax_forward(np.array([[1.0, 1.0], [1000.0, 1000.0]])).tolist()
    [[0.5, 0.5], [0.5, 0.5]]
    """
    ### BEGIN SOLUTION
    shifted = x - np.max(x, axis=dim, keepdims=True)     # the largest is 0 now
    powers = np.exp(shifted)
    return powers / np.sum(powers, axis=dim, keepdims=True)
    ### END SOLUTION

# %% check="softmax_forward" points=5 hidden=4
expect_close(softmax_forward(np.array([[1.0, 2.0, 3.0], [3.0, 3.0, 3.0]])),
             [[0.09003057, 0.24472847, 0.66524096], [1 / 3, 1 / 3, 1 / 3]],
             call="softmax_forward([[1, 2, 3], [3, 3, 3]])",
             why="each row is one example: its probabilities add up to 1")
expect_close(softmax_forward(np.array([[0.0, 1.0], [0.0, 3.0]]), dim=0), [[0.5, 0.11920292], [0.5, 0.88079708]],
             call="softmax_forward([[0, 1], [0, 3]], dim=0)", why="with dim=0 each column adds up to 1")


@scenario
def softmax_strictly(values, dim=-1, dtype="float32"):
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        try:
            return softmax_forward(np.array(values, dtype=dtype), dim)
        except FloatingPointError as problem:
            return str(problem)


expect_close(softmax_strictly([[1000.0, 999.0], [-1000.0, -1001.0]]), [[0.73105858, 0.26894142]] * 2,
             call="softmax_forward([[1000, 999], [-1000, -1001]])",
             why="only differences matter: each row needs a constant of its own")
### BEGIN HIDDEN TESTS
x = rng.normal(size=(2, 3, 4)) * 30
for dim in (0, 1, 2, -1, -2):
    got = softmax_strictly(x, dim, "float64")
    ratios = np.exp(x - x.mean(axis=dim, keepdims=True))
    expect_close(got, ratios / ratios.sum(axis=dim, keepdims=True), rtol=1e-9, atol=0,
                 call=f"softmax_forward(x, dim={dim})", why="small probabilities are right to the last digit, too")
expect_close(softmax_strictly([[2.0, -np.inf, 2.0]]), [[0.5, 0.0, 0.5]], call="softmax_forward([[2, -inf, 2]])",
             why="attention masks scores with minus infinity")
expect_close(softmax_forward(np.array([-1000.0, 0.0, 1000.0])), [0.0, 0.0, 1.0],
             call="softmax_forward([-1000, 0, 1000])", why="a single row is the last axis of its own")
expect_equal(softmax_forward(np.zeros((2, 3), np.float32)).dtype.name, "float32", call="softmax_forward(float32).dtype")


@scenario
def softmax_and_look_at_the_input():
    original = np.array([[1.0, 3.0]])
    softmax_forward(original)
    return original.tolist()


expect_equal(softmax_and_look_at_the_input(), [[1.0, 3.0]], call="softmax_forward(original); original",
             why="an operation never changes its inputs")
### END HIDDEN TESTS

# %% [markdown]
# ## 7. The logarithm of a probability
#
# Learning a classifier means making the probability of the right class large, and what one computes with is its
# logarithm. That sounds like one more call:

# %%
scores = np.array([[10.0, 0.0, -200.0]], dtype=np.float32)
with np.errstate(all="ignore"):
    print(np.log(softmax_forward(scores)))

# %% [markdown]
# The third is $-210$ on paper. Its probability, $e^{-210}$, is smaller than the smallest `float32` (about
# $10^{-45}$): it **underflows** to 0, and the logarithm of 0 is minus infinity. Your softmax is not to blame. The
# number went through a range where it cannot live, only to come back. So do not send it there; take the logarithm on
# paper first:
#
# $$\log \frac{e^{x_i}}{\sum_j e^{x_j}} = x_i - \log \sum_j e^{x_j}$$
#
# Nothing is exponentiated but inside that last term, the **log-sum-exp**, and there the trick of softmax helps again.
# What comes out of the sum when every $x_j$ is lowered by $m$?
#
# $$\log \sum_j e^{x_j} = \log \Big( e^{m} \sum_j e^{x_j - m} \Big) = \ \dots$$

# %% exercise="logsumexp_forward"
#| export
# exercise: logsumexp_forward
def logsumexp_forward(x, dim=-1, keepdim=False):
    """Return log(sum(exp(x))) along the axis `dim`, for finite numbers of any size.

    Shapes: x (32, 10) -> (32,), or (32, 1) with keepdim.

    >>> logsumexp_forward(np.array([[1000.0, 1000.0]])).round(3).tolist()
    [1000.693]
    """
    ### BEGIN SOLUTION
    largest = np.max(x, axis=dim, keepdims=True)
    total = np.sum(np.exp(x - largest), axis=dim, keepdims=True)     # at least 1
    result = largest + np.log(total)
    return result if keepdim else np.squeeze(result, axis=dim)
    ### END SOLUTION

# %% check="logsumexp_forward" points=4 hidden=3
expect_close(logsumexp_forward(np.array([[0.0, 0.0], [1.0, 2.0]])), [0.69314718, 2.31326169],
             call="logsumexp_forward([[0, 0], [1, 2]])", why="log(1 + 1) is 0.6931")
expect_equal(logsumexp_forward(np.zeros((2, 3)), dim=0, keepdim=True).shape, (1, 3),
             call="logsumexp_forward(zeros (2, 3), dim=0, keepdim=True).shape", why="keepdim leaves a 1 behind")


@scenario
def logsumexp_strictly(values, dim=-1, keepdim=False, dtype="float32"):
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        try:
            return logsumexp_forward(np.array(values, dtype=dtype), dim, keepdim)
        except FloatingPointError as problem:
            return str(problem)


expect_close(logsumexp_strictly([[1000.0, 1000.0], [-1000.0, -1000.0]]), [1000.69314718, -999.30685282],
             call="logsumexp_forward([[1000, 1000], [-1000, -1000]])",
             why="e^m comes out of the sum, and its logarithm is m")
expect_equal(logsumexp_forward(np.array([[1000.0, 1000.0]])).shape, (1,),
             call="logsumexp_forward([[1000, 1000]]).shape", why="(1, 2) -> (1,): a batch of one stays a batch")
### BEGIN HIDDEN TESTS
x = rng.normal(size=(2, 3, 4)) * 20
for dim in (0, 1, -1):
    for keepdim in (False, True):
        expect_close(logsumexp_strictly(x, dim, keepdim, "float64"), np.log(np.exp(x).sum(axis=dim, keepdims=keepdim)),
                     call=f"logsumexp_forward(x, dim={dim}, keepdim={keepdim})")
expect_close(logsumexp_strictly([[-np.inf, 5.0]]), [5.0], call="logsumexp_forward([[-inf, 5]])",
             why="a masked score adds nothing")
expect_close(logsumexp_forward(np.array([-1000.0, 1000.0])), 1000.0, call="logsumexp_forward([-1000, 1000])",
             why="a single row is the last axis of its own")
expect_equal(logsumexp_forward(np.zeros((2, 3), np.float32)).dtype.name, "float32",
             call="logsumexp_forward(float32).dtype")


@scenario
def logsumexp_and_look_at_the_input():
    original = np.array([[1.0, 3.0]])
    logsumexp_forward(original)
    return original.tolist()


expect_equal(logsumexp_and_look_at_the_input(), [[1.0, 3.0]], call="logsumexp_forward(original); original",
             why="an operation never changes its inputs")
### END HIDDEN TESTS

# %% [markdown]
# The log-sum-exp is a soft maximum: close to the largest number of the row, and never below it. With it, the formula
# for the logarithms needs no probability at all. One trap is left. Two equal scores have probability ½ each, and
# log ½ is −0.6931:

# %%
for height in (0, 1000, 100_000):
    scores = np.full(2, height, dtype=np.float32)
    print(scores, "->", scores - logsumexp_forward(scores, keepdim=True))

# %% [markdown]
# `float32` has seven digits, all together. Beside 100,000 only two are left behind the point, so 100,000.6931 was
# rounded before anything was subtracted. You know a cure: the logarithms, too, depend on differences between scores
# only. Order the subtractions so that the large part goes first.

# %% exercise="log_softmax_forward"
#| export
# exercise: log_softmax_forward
def log_softmax_forward(x, dim=-1):
    """Return the logarithm of softmax along the axis `dim`, exact even where the probability itself underflows.

    Shapes: x (32, 10) -> (32, 10).

    >>> log_softmax_forward(np.array([[0.0, -1000.0]])).tolist()
    [[0.0, -1000.0]]
    """
    ### BEGIN SOLUTION
    lowered = x - np.max(x, axis=dim, keepdims=True)     # first, while the differences are exact
    return lowered - logsumexp_forward(lowered, dim, keepdim=True)
    ### END SOLUTION

# %% check="log_softmax_forward" points=4 hidden=3
expect_close(log_softmax_forward(np.array([[1.0, 2.0, 3.0]])), [[-2.40760596, -1.40760596, -0.40760596]],
             call="log_softmax_forward([[1, 2, 3]])", why="a logarithm of a probability is never above 0")


@scenario
def log_softmax_strictly(values, dim=-1, dtype="float32"):
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        try:
            return log_softmax_forward(np.array(values, dtype=dtype), dim)
        except FloatingPointError as problem:
            return str(problem)


expect_close(log_softmax_strictly([[10.0, 0.0, -200.0]]), [[-0.0000454, -10.0000454, -210.0000454]],
             call="log_softmax_forward([[10, 0, -200]])", why="-210 is an ordinary number; its exponential is not")
expect_close(log_softmax_strictly([[1000.0, 0.0], [-1000.0, -1000.0]]), [[0.0, -1000.0], [-0.69314718] * 2],
             call="log_softmax_forward([[1000, 0], [-1000, -1000]])",
             why="beside 1000, float32 has no room for the digits of 0.6931: lower the scores first")
### BEGIN HIDDEN TESTS
x = rng.normal(size=(3, 2, 4)) * 10
for dim in (0, 1, 2, -2):
    expect_close(log_softmax_strictly(x, dim, "float64"), x - np.log(np.exp(x).sum(axis=dim, keepdims=True)),
                 call=f"log_softmax_forward(x, dim={dim})")
expect_close(log_softmax_strictly([[1e5, 1e5], [-1e6, -1e6]]), [[-0.69314718] * 2] * 2,
             call="log_softmax_forward([[100000, 100000], [-1000000, -1000000]])", why="lower the scores first")
expect_close(log_softmax_forward(np.array([-np.inf, 5.0])), [-np.inf, 0.0], call="log_softmax_forward([-inf, 5])",
             why="probability 0 has the logarithm minus infinity")
expect_equal(log_softmax_forward(np.zeros((2, 3), np.float32)).dtype.name, "float32",
             call="log_softmax_forward(float32).dtype")


@scenario
def log_softmax_and_look_at_the_input():
    original = np.array([[1.0, 3.0]])
    log_softmax_forward(original)
    return original.tolist()


expect_equal(log_softmax_and_look_at_the_input(), [[1.0, 3.0]], call="log_softmax_forward(original); original",
             why="an operation never changes its inputs")
### END HIDDEN TESTS

# %% [markdown]
# ## 8. Settings made once
#
# A network lists its activations as objects: `GELU()`, `LeakyReLU(0.2)`, `Softmax(dim=1)`. Each holds its settings
# and calls a function. The names and arguments are PyTorch's. Two deliberate differences: `dim` is −1 unless you say
# otherwise, where PyTorch wants to be told, and there is no `inplace`, because module 05 needs the inputs again.

# %% given="Activation"
#| export
SOFTMAX, LOG_SOFTMAX = Op("softmax", softmax_forward), Op("log_softmax", log_softmax_forward)
LOGSUMEXP = Op("logsumexp", logsumexp_forward)


def softmax(x, dim=-1): return apply(SOFTMAX, real(x), dim=dim)
def log_softmax(x, dim=-1): return apply(LOG_SOFTMAX, real(x), dim=dim)
def logsumexp(x, dim=-1, keepdim=False): return apply(LOGSUMEXP, real(x), dim=dim, keepdim=keepdim)


class Activation:
    """A function of tensors together with its settings. Call it on a tensor, an array, a list or a number."""

    def forward(self, x):
        raise NotImplementedError(f"{type(self).__name__} has no forward")

    def __call__(self, x): return self.forward(x)
    def __repr__(self):
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"


class ReLU(Activation):
    def forward(self, x): return relu(x)


class LeakyReLU(Activation):
    def __init__(self, negative_slope=0.01): self.negative_slope = negative_slope
    def forward(self, x): return leaky_relu(x, self.negative_slope)


class Sigmoid(Activation):
    def forward(self, x): return sigmoid(x)


class Tanh(Activation):
    def forward(self, x): return tanh(x)


class SiLU(Activation):
    def forward(self, x): return silu(x)


class GELU(Activation):
    def __init__(self, approximate="none"): self.approximate = approximate
    def forward(self, x): return gelu(x, self.approximate)


class Softmax(Activation):
    def __init__(self, dim=-1): self.dim = dim
    def forward(self, x): return softmax(x, self.dim)


class LogSoftmax(Activation):
    def __init__(self, dim=-1): self.dim = dim
    def forward(self, x): return log_softmax(x, self.dim)

# %%
print(ReLU()([-1, 0, 1]), Softmax()([1, 1, 2]), LeakyReLU(0.2)(Tensor([-5.0])))
print([ReLU(), GELU(approximate="tanh"), Softmax(dim=0)])

# %% [markdown]
# ## 9. Slopes
#
# A network learns by asking of each weight: if I change it a little, how does the result change? Through an activation
# such a change passes multiplied by its **slope**. Module 05 computes slopes exactly. Here we measure them: take a
# small step to the left and one to the right, and divide the rise by the way.
#
# $$f'(x) \approx \frac{f(x + h) - f(x - h)}{2h}$$
#
# It subtracts two nearly equal numbers again, so `float32` is too coarse for it: make the numbers `float64` first.

# %% exercise="slope"
#| export
# exercise: slope
def slope(function, x, step=1e-4):
    """Return the slope of `function`, from arrays to arrays, at each number of `x`: a float64 array of x's shape.

    >>> slope(np.square, [3.0]).round(6).tolist()
    [6.0]
    """
    ### BEGIN SOLUTION
    x = np.asarray(x, dtype=np.float64)
    return (function(x + step) - function(x - step)) / (2 * step)
    ### END SOLUTION

# %% check="slope" points=3 hidden=2
expect_close(slope(np.square, np.array([0.0, 1.0, -3.0])), [0.0, 2.0, -6.0], rtol=1e-7,
             call="slope(np.square, [0, 1, -3])", why="the slope of x² is 2x")
expect_close(slope(np.square, [3.0]), [6.0], rtol=1e-7, call="slope(np.square, [3.0]), a list",
             why="numbers may come in a list, as in the example")
expect_close(slope(np.abs, np.array([0.0, 2.0, -2.0])), [0.0, 1.0, -1.0],
             call="slope(np.abs, [0, 2, -2])", why="at a corner, the two sides are averaged")
expect_close(slope(np.square, np.array([1000.0], dtype=np.float32)), [2000.0], rtol=1e-6,
             call="slope(np.square, [1000] in float32)", why="1000.0001 does not exist in float32")
### BEGIN HIDDEN TESTS
x = rng.normal(size=(2, 3))
expect_close(slope(np.sin, x), np.cos(x), rtol=1e-6, call="slope(np.sin, x), x (2, 3)")
expect_close(slope(np.exp, x, step=0.01), np.exp(x) * math.sinh(0.01) / 0.01, rtol=1e-9,
             call="slope(np.exp, x, step=0.01)", why="the step is the caller's")
expect_close(slope(np.square, [1, 2]), [2.0, 4.0], rtol=1e-6, call="slope(np.square, [1, 2]), a list of integers")


@scenario
def slope_of_a_cube_at_0():
    return slope(lambda x: x * x * x, [0.0]).tolist()


expect_close(slope_of_a_cube_at_0(), [1e-8], rtol=1e-3, atol=0, call="slope(x³, [0])",
             why="x³ has slope step² there: the step is 0.0001 unless told")
### END HIDDEN TESTS

# %%
places = [-10.0, -1.0, 0.0, 1.0, 10.0]
print(f"{'slope at':>10}", *(f"{place:8}" for place in places))
for name in ("sigmoid", "tanh", "relu", "leaky_relu", "silu", "gelu"):
    print(f"{name:>10}", *(f"{value:8.4f}" for value in slope(Op.table[name].forward, places)))
print(f"fifty slopes of 0.25 multiplied: {0.25 ** 50:.0e}")

# %% [markdown]
# (At its corner, ReLU shows the average of its two sides.) The sigmoid is nowhere steeper than 1/4, and flat beyond
# ±10: it **saturates**. On the way back through fifty of them, a change is multiplied by at most $8 \cdot 10^{-31}$,
# times whatever the matrices do: the first layers hear nothing. The slope of ReLU is 1 or 0, and products of ones do
# not shrink. That is why it made deep networks trainable.
#
# ## 10. Fifty layers
#
# Not only slopes are multiplied along the way. The signal itself passes fifty matrices. What is the signal? That
# different inputs give different results. So measure how far the examples of a batch lie apart after each layer: the
# variance over the batch (axis 0) of each of the numbers, averaged over them, and the square root of that. Your
# `Tensor.var` divides by n − 1, where `np.var` divides by n; we take yours.

# %% exercise="signal_sizes"
#| export
# exercise: signal_sizes
def signal_sizes(x, weights, activation):
    """Return a list with the size of the signal after each layer, as Python floats.

    A layer is `activation(x @ weight)`, on what the layer before it gave. The size is the square root of the mean,
    over the features, of the variance over the batch (`Tensor.var`, by N - 1). Shapes: x (N, D), each weight (D, D),
    all tensors.

    >>> signal_sizes(Tensor([[-1.0], [0.0], [1.0]]), [Tensor([[2.0]]), Tensor([[0.5]])], lambda x: x)
    [2.0, 1.0]
    """
    ### BEGIN SOLUTION
    sizes = []
    for weight in weights:
        x = activation(x @ weight)                       # (N, D)
        sizes.append(math.sqrt(x.var(axis=0).mean().item()))
    return sizes
    ### END SOLUTION

# %% check="signal_sizes" points=3 hidden=2
x = Tensor([[1.0, 0.0], [3.0, 1.0], [0.0, 2.0]])
weights = [Tensor([[2.0, 0.0], [0.0, 1.0]]), Tensor([[0.5, 0.0], [0.0, 1.0]])]
expect_close(signal_sizes(x, weights, Tanh()), [0.5385917, 0.3408266], rtol=1e-4,
             call="signal_sizes([[1, 0], [3, 1], [0, 2]], two weights, Tanh())",
             why="each layer works on what the one before it gave, and its signal is measured after the activation")
same = Tensor([[5.0, -7.0], [5.0, -7.0], [5.0, -7.0]])
expect_close(signal_sizes(same, weights, Tanh()), [0.0, 0.0], call="signal_sizes(three equal examples, ...)",
             why="numbers may be large: where all examples are alike, there is no signal")
expect_equal(len(signal_sizes(x, weights[:1], Tanh())), 1, call="len(signal_sizes(x, one weight, Tanh()))",
             why="one number for each layer")
### BEGIN HIDDEN TESTS
data, matrices = rng.normal(size=(6, 4)), rng.normal(size=(5, 4, 4)) / 2
expected, h = [], data
for matrix in matrices:
    h = np.tanh(h @ matrix)
    expected.append(float(np.sqrt(h.var(axis=0, ddof=1).mean())))
expect_close(signal_sizes(Tensor(data), [Tensor(m) for m in matrices], Tanh()), expected, rtol=1e-4,
             call="signal_sizes(x (6, 4), five weights, Tanh())")


@scenario
def kinds_of_sizes():
    return [isinstance(size, float) for size in signal_sizes(Tensor([[1.0], [2.0]]), [Tensor([[1.0]])], Tanh())]


expect_equal(kinds_of_sizes(), [True], call="isinstance(size, float) for each of signal_sizes(...)",
             why="Python floats, as promised: a tensor in a list of measurements keeps its whole history alive")
### END HIDDEN TESTS

# %% [markdown]
# Now the experiment: 64 examples, 50 layers of 100 units, weights drawn at random and scaled by gain/√100. A gain of 1
# keeps the size of what a matrix alone passes on.

# %%
generator = np.random.default_rng(0)
x = randn(64, 100, rng=generator)
draws = [randn(100, 100, rng=generator) for _ in range(50)]

print(f"{'':>9} {'gain':>5} {'layer 1':>9} {'layer 10':>9} {'layer 50':>9}")
for gain in (1.0, 1.41, 2.0):
    weights = [draw * (gain / 10) for draw in draws]
    for activation in (Sigmoid(), Tanh(), ReLU(), GELU()):
        sizes = signal_sizes(x, weights, activation)
        print(f"{type(activation).__name__:>9} {gain:5.2f} {sizes[0]:9.1e} {sizes[9]:9.1e} {sizes[49]:9.1e}")

# %% [markdown]
# Through sigmoids the 64 examples become alike. What is left at the end, at every gain, is the rounding of `float32`,
# and no later layer can tell the examples apart again. ReLU throws half of the numbers away, so at a gain of 1 its
# signal **vanishes**, at 2 it **explodes**, and between them, at √2, fifty layers leave it as it was. Module 03
# offers that gain under the name He initialisation. GELU lets a little less through and wants a little more. Tanh
# limits itself.
#
# ## 11. The ring
#
# The program from the top: a disc of points, a ring around it, and one layer of 64 units whose weights are random.
# Nothing differs from line to line but the bend.

# %%
generator = np.random.default_rng(5)
kinds = Tensor(generator.integers(2, size=400))                                       # 0 in the disc, 1 in the ring
angle, radius = generator.uniform(0, 2 * np.pi, size=400), 1 + 2 * kinds + 0.3 * randn(400, rng=generator)
points = stack([radius * np.cos(angle), radius * np.sin(angle)], dim=1)               # (400, 2)
weight, bias = randn(2, 64, rng=generator), randn(64, rng=generator)

for bend in (lambda x: x, Sigmoid(), Tanh(), ReLU(), GELU()):
    features = bend(points @ weight + bias)                                           # (400, 64)
    seen, learn = features[:300], kinds[:300]
    centers = stack([seen[learn == k].mean(axis=0) for k in range(2)])                # (2, 64)
    scores = -squared_distances(features[300:], centers)                              # (100, 2)
    chances = softmax(scores)                                                         # (100, 2)
    right = (chances.argmax(axis=1) == kinds[300:]).mean().item()
    print(f"{str(bend) if isinstance(bend, Activation) else 'no bend':>24}: {right:.0%} right")

# %% [markdown]
# Without a bend the layer is a matrix, the distances are distances in the plane, and disc and ring have the same
# center. With one, the same random numbers are enough. Training (modules 05 to 07) chooses better weights than chance
# does, once there is a bend to choose them for.
#
# ## The same in PyTorch
#
# ```python
# import torch
# from torch.nn import functional as F
#
# x = torch.tensor([-1.0, 0.0, 1.0])
# print(torch.nn.ReLU()(x), F.leaky_relu(x, 0.2), torch.sigmoid(1000 * x))
# print(F.gelu(x), F.gelu(x, approximate="tanh"), F.silu(x))
# print(torch.softmax(1000 * x, dim=-1), torch.log_softmax(1000 * x, dim=-1))
# print(torch.nn.GELU(), torch.nn.LeakyReLU(), torch.nn.Softmax(dim=-1))
# ```
#
# ```text
# tensor([0., 0., 1.]) tensor([-0.2000,  0.0000,  1.0000]) tensor([0.0000, 0.5000, 1.0000])
# tensor([-0.1587,  0.0000,  0.8413]) tensor([-0.1588,  0.0000,  0.8412]) tensor([-0.2689,  0.0000,  0.7311])
# tensor([0., 0., 1.]) tensor([-2000., -1000.,     0.])
# GELU(approximate='none') LeakyReLU(negative_slope=0.01) Softmax(dim=-1)
# ```
#
# Where you give a list, or integers, PyTorch wants a tensor of floating-point numbers.
#
# ## Three questions
#
# Answer in your own words, about ten lines each. Refer to your own functions, and to numbers that you measured above.

# %% [markdown] question="q1" points=10
# **What a bend costs.** Take the tanh form of your `gelu_forward` on a (4096, 4096) `float32` array. Go through your
# line operation by operation: how many arrays of that size are read, how many are written, how many exist at the worst
# moment, and how many bytes is that? Do the same for `relu_forward`. A multiplication of this array by a (4096, 4096)
# matrix takes 4096³ multiplications: which of the three would you make faster first, and how would you spare GELU some
# of its walks over memory?

# %% [markdown] question="q2" points=10
# **Paper and machine.** Section 6 could have written softmax with tensors: `exp(x) / exp(x).sum(axis=-1,
# keepdims=True)`, three operations through `apply` in place of one `Op`. What would be lost for scores of ±1000, which
# of your lines prevents it, and why does lowering by the largest score never do harm? `float16` ends at 65,504: at
# which score does the composed form overflow there, and is your own form safe? Module 05 keeps the arrays that each
# operation needs again: how many would it keep for either form?

# %% [markdown] question="q3" points=10
# **A hundred layers.** Somebody wants to train a network of 100 layers of sigmoids, "because outputs between 0 and 1
# are easy to read". Use your table from section 10 and your slopes from section 9 to tell them what happens to the
# signal on its way forward, and to the changes on their way back. Which activation and which gain would you choose,
# and by which measured number? What changes if the network has to compute in `float16`, whose numbers reach from
# about $6 \cdot 10^{-8}$ to 65,504?

# %% [markdown]
# ## What comes next
#
# You have eight activations that do not overflow: they never compute the number that would.
# `tito module complete 02` puts them into your package.
#
# Module 03 puts matrix, bias and bend together: layers that know their parameters, and start them at the right gain.
# The logarithm of a probability, which you can compute for any score now, is what module 04 makes a loss of.
