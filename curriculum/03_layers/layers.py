# %% [markdown]
# # Layers
#
# A network is a tree of parts: layers, and blocks of layers, and in their leaves the numbers that are learned. In this
# module you build the tree and everything that walks through it. At the end, this program runs on your own code:
#
# ```python
# points = randn(600, 2, rng=generator)                                   # (600, 2)
# inside = (points ** 2).sum(axis=1) < 1.4                                # (600,)    a disk, and what surrounds it
#
# model = MLP([2, 100, 1], rng=generator)
# model[0].bias[...] = generator.normal(size=100)                         # so that the bends lie apart
# features = model[:2](points[:400]).data                                 # (400, 100) what the hidden layer makes of it
# best = np.linalg.lstsq(features, inside[:400].data * 2.0 - 1.0, rcond=1e-3)[0]
#
# state = model.state_dict()
# state["2.weight"] = best.reshape(1, 100)
# model.load_state_dict(state)                                            # a network, put together by hand ...
# guesses = (model(points[400:]) > 0).flatten()                           # (200,)    ... that has never seen these
# (guesses == inside[400:]).mean()
# ```
#
# No straight border separates a disk from its surroundings. This network does, although nobody has computed a
# gradient yet.

# %% given="imports"
#| default_exp core.layers
#| export
import math

import numpy as np

from tinytorch.core.activations import ReLU
from tinytorch.core.tensor import Op, Tensor, apply

# %% given="vocabulary"
from tinytorch.checks import expect_close, expect_equal, expect_raises, rng, scenario
from tinytorch.core.tensor import randn, set_recorder

# %% [markdown]
# ## 1. One layer
#
# A **neuron** weighs its inputs, adds them up and adds a number of its own, the **bias**. A layer is many neurons that
# look at the same inputs. Write the weights of each neuron into one row of a matrix $W$, and the whole layer, for a
# whole batch of examples, is one product:
#
# $$Y = X W^\top + b$$
#
# | | shape | |
# |---|---|---|
# | $X$ | (batch, in) | one example in each row |
# | $W$ | (out, in) | one neuron in each row, as in PyTorch |
# | $b$ | (out,) | one number for each neuron |
# | $Y$ | (batch, out) | |
#
# The product and the sum could be two operations of yours. We make them one, for memory's sake: written as
# `x @ weight.T + bias`, NumPy makes an array for the product and a second one for the sum. The product is new and
# belongs to nobody else, so the bias can be added to it in place.

# %% exercise="linear_forward"
#| export
# exercise: linear_forward
def linear_forward(x, weight, bias=None):
    """Return x times the transposed weight, plus the bias if there is one.

    Shapes: x (..., in), weight (out, in), bias (out,) -> (..., out). Raises ValueError naming the shapes of x and of
    weight if the last axis of x does not have the length `in`. The inputs stay as they are.

    >>> linear_forward(np.array([[1.0, 2.0]]), np.array([[10.0, 1.0], [0.0, 1.0], [1.0, 0.0]])).tolist()
    [[12.0, 2.0, 1.0]]
    """
    ### BEGIN SOLUTION
    if np.shape(x)[-1:] != weight.shape[1:]:
        raise ValueError(f"x {np.shape(x)} does not fit weight {weight.shape}: the last lengths must be equal")
    rows = np.reshape(x, (-1, weight.shape[1]))          # one large product is faster than a stack of small ones
    out = np.matmul(rows, weight.T)                      # (rows, out)
    if bias is not None:
        out += bias                                      # in place: nobody else knows this array
    return out.reshape(*np.shape(x)[:-1], len(weight))
    ### END SOLUTION

# %% check="linear_forward" points=4 hidden=3
x, weight = np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([[10.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
expect_close(linear_forward(x, weight), [[12.0, 2.0, 1.0], [1.0, 1.0, 0.0]],
             call="linear_forward([[1, 2], [0, 1]], [[10, 1], [0, 1], [1, 0]])",
             why="12 is 1·10 + 2·1: the first example, weighed by the first neuron")
expect_close(linear_forward(x, weight, np.array([0.5, 0.0, -1.0])), [[12.5, 2.0, 0.0], [1.5, 1.0, -1.0]],
             call="linear_forward(x, weight, [0.5, 0, -1])", why="one bias for each neuron, the same for every example")
expect_close(linear_forward(x[0], weight), [12.0, 2.0, 1.0], call="linear_forward([1, 2], weight)",
             why="one example alone has no batch axis: only its last length counts")
expect_raises(ValueError, lambda: linear_forward(np.ones((4, 5)), weight), match="(4, 5)",
              call="linear_forward(ones (4, 5), weight (3, 2))",
              why="5 features do not fit 2 weights; whoever meets the error needs to see both shapes")
expect_raises(ValueError, lambda: linear_forward(np.ones((4, 3)), weight), match="(3, 2)",
              call="linear_forward(ones (4, 3), weight (3, 2))",
              why="3 is the number of neurons; each has 2 weights, and the error shows that shape, (3, 2)")


@scenario
def call_and_look_at_the_inputs():
    inputs = [np.ones((2, 2)), np.ones((3, 2)), np.ones(3)]
    linear_forward(*inputs)
    return [array.tolist() for array in inputs]


expect_equal(call_and_look_at_the_inputs(), [[[1.0] * 2] * 2, [[1.0] * 2] * 3, [1.0] * 3],
             call="linear_forward(x, weight, bias); x, weight, bias", why="an operation never changes its inputs")
### BEGIN HIDDEN TESTS
for shape in ((3,), (5, 3), (2, 4, 3), (0, 3)):
    x, weight = rng.normal(size=shape).astype(np.float32), rng.normal(size=(4, 3)).astype(np.float32)
    bias = rng.normal(size=4).astype(np.float32)
    expect_close(linear_forward(x, weight, bias), np.einsum("...i,oi->...o", x, weight) + bias, atol=1e-5,
                 dtype=np.float32, call=f"linear_forward(x {shape}, weight (4, 3), bias)")
square = rng.normal(size=(3, 3))
expect_close(linear_forward(np.eye(3), square), square.T, call="linear_forward(eye(3), weight (3, 3))",
             why="a square weight hides a missing transpose from the shapes")
### END HIDDEN TESTS

# %%
images, weight = np.ones((32, 784), dtype=np.float32), np.zeros((10, 784), dtype=np.float32)
linear_forward(images, weight, np.arange(10, dtype=np.float32))[0]

# %% [markdown]
# ## 2. The first numbers
#
# Those weights were all zero, and so every image got the same scores. Worse: in a network, neurons of one layer that
# start equal receive equal gradients and stay equal for ever. The first weights have to differ, so they are random.
# How large should they be? Let a signal pass through twenty layers:

# %%
generator = np.random.default_rng(0)
for scale in (0.05, 0.1, 0.2):
    signal = generator.normal(size=(64, 100))
    for _ in range(20):
        signal = linear_forward(signal, scale * generator.normal(size=(100, 100)))
    print(f"weights of size {scale}: after 20 layers the signal has the size {signal.std():.2g}")

# %% [markdown]
# One scale keeps the signal, half of it kills the signal, twice as much blows it up. Why 0.1, for 100 inputs? An
# output is a sum of `in` products, independent and with mean 0, so their variances add up:
#
# $$\mathrm{Var}(y) = \text{in} \cdot \mathrm{Var}(w) \cdot \mathrm{Var}(x)$$
#
# The size stays the same if Var(w) = 1 / in, which is 0.1² here. On the way back, gradients are sums over the *outputs*
# and would like 1 / out. **Xavier** initialisation (Glorot and Bengio, 2010) takes the middle, Var(w) = 2 / (in + out).
# **He** initialisation (2015) is made for layers that a ReLU follows: ReLU takes half of the signal's mean square away,
# and Var(w) = 2 / in puts it back.
#
# Both need two numbers, which they read off the weight's shape: `fan_in`, how many numbers go into one output, and
# `fan_out`, how many outputs one number goes into. For a weight of shape (out, in) that is clear. In module 09 a
# weight will have the shape (out, in, height, width): then every input channel contributes height · width numbers to
# an output, and goes into height · width places of every output channel.

# %% exercise="fans"
#| export
# exercise: fans
def fans(shape):
    """Return (fan_in, fan_out) of a weight of shape (out, in) or (out, in, height, width), two ints.

    >>> fans((128, 784))
    (784, 128)
    """
    ### BEGIN SOLUTION
    taps = math.prod(shape[2:])                          # 1 for a matrix
    return shape[1] * taps, shape[0] * taps
    ### END SOLUTION

# %% check="fans" points=3 hidden=2
expect_equal(fans((128, 784)), (784, 128), call="fans((128, 784))", why="784 numbers go into each of 128 neurons")
expect_equal(fans((16, 3, 5, 5)), (75, 400), call="fans((16, 3, 5, 5))",
             why="3 channels of 25 numbers go into one output; one number goes into 25 places of 16 channels")
### BEGIN HIDDEN TESTS
out_features, in_features, height, width = (int(n) for n in rng.integers(2, 9, size=4))
expect_equal(fans((out_features, in_features)), (in_features, out_features),
             call=f"fans({(out_features, in_features)})")
shape = (out_features, in_features, height, width)
expect_equal(fans(shape), (in_features * height * width, out_features * height * width), call=f"fans({shape})")
expect_equal(fans((8, 4, 3)), (12, 24), call="fans((8, 4, 3))", why="one dimension of places works like two")
### END HIDDEN TESTS

# %% [markdown]
# Xavier draws uniformly from −b to b. What b? The variance of such numbers is $b^2 / 3$; set it equal to
# $2 / (\text{fan\_in} + \text{fan\_out})$ and solve for b. A generator draws with `rng.uniform(low, high, size=shape)`,
# in `float64`, and you know what our tensors think of that.

# %% exercise="xavier_uniform"
#| export
# exercise: xavier_uniform
def xavier_uniform(shape, rng):
    """Return float32 draws of this shape, uniform between -b and b, of variance 2 / (fan_in + fan_out).

    >>> xavier_uniform((2, 3), np.random.default_rng(0)).shape
    (2, 3)
    """
    ### BEGIN SOLUTION
    bound = math.sqrt(6 / sum(fans(shape)))
    return rng.uniform(-bound, bound, size=shape).astype(np.float32)
    ### END SOLUTION

# %% check="xavier_uniform" points=4 hidden=2
@scenario
def draw_xavier(shape, seed):
    return xavier_uniform(shape, np.random.default_rng(seed))


draws = draw_xavier((200, 400), 1)
expect_equal(draws.shape, (200, 400), call="xavier_uniform((200, 400), rng).shape")
expect_equal(draws.dtype.name, "float32", call="xavier_uniform((200, 400), rng).dtype",
             why="a generator draws float64; weights are float32")
expect_close(np.var(draws), 2 / 600, rtol=0.03, call="np.var(xavier_uniform((200, 400), rng))",
             why="the variance is 2 / (fan_in + fan_out)")
expect_close([draws.min(), draws.max()], [-0.1, 0.1], atol=0.001,
             call="smallest and largest of xavier_uniform((200, 400), rng)", why="b² / 3 is the variance, so b is 0.1")
### BEGIN HIDDEN TESTS
seed, rows, columns = (int(n) for n in rng.integers((0, 250, 50), (1000, 400, 70)))
for shape in ((rows, columns), (columns, 16, 5, 5)):
    fan_in, fan_out = math.prod(shape[1:]), shape[0] * math.prod(shape[2:])
    draws = draw_xavier(shape, seed)
    expect_equal(draws.shape, shape, call=f"xavier_uniform({shape}, rng).shape")
    expect_close(np.var(draws), 2 / (fan_in + fan_out), rtol=0.06, call=f"np.var(xavier_uniform({shape}, rng))")
    expect_close(np.abs(draws).max(), math.sqrt(6 / (fan_in + fan_out)), rtol=0.01,
                 call=f"the largest of xavier_uniform({shape}, rng)")
    expect_close(draw_xavier(shape, seed), draws, rtol=0, atol=0, call="drawn again from the same seed",
                 why="all randomness comes from rng")


@scenario
def draw_xavier_twice(seed):
    rng = np.random.default_rng(seed)
    return bool(np.array_equal(xavier_uniform((4, 5), rng), xavier_uniform((4, 5), rng)))


expect_equal(draw_xavier_twice(seed), False, call="two draws from one rng: are they equal?",
             why="two layers with one generator must not begin with the same weights")
### END HIDDEN TESTS

# %% exercise="he_normal"
#| export
# exercise: he_normal
def he_normal(shape, rng):
    """Return float32 draws of this shape from the normal distribution with mean 0 and variance 2 / fan_in.

    >>> he_normal((2, 3), np.random.default_rng(0)).dtype
    dtype('float32')
    """
    ### BEGIN SOLUTION
    fan_in, _ = fans(shape)
    return (rng.standard_normal(shape) * math.sqrt(2 / fan_in)).astype(np.float32)
    ### END SOLUTION

# %% check="he_normal" points=3 hidden=2
@scenario
def draw_he(shape, seed):
    return he_normal(shape, np.random.default_rng(seed))


draws = draw_he((200, 800), 1)
expect_equal(draws.dtype.name, "float32", call="he_normal((200, 800), rng).dtype")
expect_close(np.std(draws), 0.05, rtol=0.02, call="np.std(he_normal((200, 800), rng))",
             why="the variance is 2 / 800, and a standard deviation is the root of a variance")
expect_close(np.mean(draws), 0.0, atol=0.001, call="np.mean(he_normal((200, 800), rng))")
expect_equal(np.array_equal(draw_he((4, 5), 2), draw_he((4, 5), 2)), True,
             call="he_normal((4, 5), rng) twice, each time from seed 2: are they equal?",
             why="all randomness comes from rng, else no run can be repeated")
### BEGIN HIDDEN TESTS
seed, rows, columns = (int(n) for n in rng.integers((0, 60, 350), (1000, 120, 450)))
for shape in ((rows, columns), (rows, 16, 3, 3)):
    draws = draw_he(shape, seed)
    expect_equal(draws.shape, shape, call=f"he_normal({shape}, rng).shape")
    expect_close(np.std(draws), math.sqrt(2 / math.prod(shape[1:])), rtol=0.05, call=f"np.std(he_normal({shape}, rng))")
    share = (np.abs(draws) > 2 * draws.std()).mean()
    expect_close(share, 0.0455, atol=0.01, call="share of draws beyond two standard deviations",
                 why="normal, not uniform: about one in twenty-two lies that far out")
expect_close(draw_he((4, 5), seed), draw_he((4, 5), seed), rtol=0, atol=0, call="drawn again from the same seed")


@scenario
def draw_he_twice(seed):
    rng = np.random.default_rng(seed)
    return bool(np.array_equal(he_normal((4, 5), rng), he_normal((4, 5), rng)))


expect_equal(draw_he_twice(seed), False, call="two draws from one rng: are they equal?",
             why="two layers with one generator must not begin with the same weights")
### END HIDDEN TESTS

# %%
for name, init in (("Xavier", xavier_uniform), ("He", he_normal)):
    signal = generator.normal(size=(64, 100)).astype(np.float32)
    for _ in range(20):
        signal = np.maximum(linear_forward(signal, init((100, 100), generator)), 0)    # with ReLU
    print(f"{name:>6}: after 20 layers with ReLU, the mean square is {np.mean(signal ** 2):.2g}")

# %% [markdown]
# Xavier loses half of the mean square in each of the twenty layers, and 2²⁰ is a million. He keeps it, up to chance.
#
# ## 3. A tree of parts
#
# Now the tree. A **module** is anything with parts and a `forward`. Its parts are what you assign to it: other modules,
# and tensors of two kinds.
#
# - A `Parameter` is learned: it requires a gradient, and the optimiser of module 06 will move it.
# - A `Buffer` belongs to the state but is not learned (module 09 keeps running means in one).
# - Any other tensor is a private matter, like the mask of a moment.
#
# A training program asks a model four things: which numbers do you learn, what is your state, load this state, and
# switch to training or to evaluation. All four walk through the same tree. So there will be one function that walks,
# and it is yours. The class is a table of contents once more; `named_parts`, `state_problems` and `set_training` are
# the functions that you write next.

# %% given="Module"
#| export
class Parameter(Tensor):
    """A tensor that a module learns. Modules find it by its type, wherever it was assigned."""

    __slots__ = ()

    def __init__(self, data, requires_grad=True, dtype=None):
        super().__init__(data, requires_grad, dtype)


class Buffer(Tensor):
    """A tensor that is part of a module's state, but not learned."""

    __slots__ = ()


class Module:
    """Something with parts and a `forward`. Parts are its attributes, also those in lists, tuples and dicts."""

    training = True                                      # `train` and `eval` set it on the object

    def forward(self, *inputs):
        raise TypeError(f"{type(self).__name__} has no forward")

    def __call__(self, *inputs, **named): return self.forward(*inputs, **named)

    def modules(self):
        """This module and all those inside it."""
        return [self, *(part for _, part in named_parts(self) if isinstance(part, Module))]
    def named_parameters(self):
        """A list of (dotted name, parameter), each parameter once."""
        return [(name, part) for name, part in named_parts(self) if isinstance(part, Parameter)]
    def parameters(self): return [part for _, part in self.named_parameters()]
    def zero_grad(self):
        """Forget the gradients of all parameters."""
        for parameter in self.parameters():
            parameter.zero_grad()

    def train(self, mode=True):
        set_training(self, mode)
        return self
    def eval(self): return self.train(False)

    def state_dict(self):
        """Copies of all parameters and buffers, as arrays by dotted name: a snapshot that training does not change."""
        return {name: part.data.copy() for name, part in named_parts(self) if isinstance(part, Tensor)}
    def load_state_dict(self, state):
        """Write the arrays into the tensors of the same names. Everything must fit, else nothing is written."""
        held = {name: part for name, part in named_parts(self) if isinstance(part, Tensor)}
        problems = state_problems({name: part.shape for name, part in held.items()}, state)
        if problems:
            raise ValueError(f"cannot load this state into {type(self).__name__}: " + "; ".join(problems))
        for name, part in held.items():
            part[...] = state[name]

    def extra_repr(self): return ""
    def __repr__(self):
        inside = [f"({name}): {part!r}" for name, part in parts(self) if callable(part)]
        lines = "\n".join(inside).replace("\n", "\n  ")
        return f"{type(self).__name__}({self.extra_repr()}" + (f"\n  {lines}\n)" if inside else ")")

# %% given="Linear"
#| export
LINEAR = Op("linear", linear_forward)
default_generator = np.random.default_rng(0)             # layers draw from it when they are given no rng of their own


def manual_seed(seed):
    """Start `default_generator` anew, so that what is built after this can be built again."""
    default_generator.bit_generator.state = np.random.default_rng(seed).bit_generator.state


class Linear(Module):
    """A layer of neurons: x times the transposed weight, plus the bias. (..., in_features) -> (..., out_features)"""

    def __init__(self, in_features, out_features, bias=True, *, init=xavier_uniform, rng=None):
        self.in_features, self.out_features = in_features, out_features
        self.weight = Parameter(init((out_features, in_features), rng or default_generator))
        self.bias = Parameter(np.zeros(out_features)) if bias else None

    def forward(self, x):
        return apply(LINEAR, x, self.weight) if self.bias is None else apply(LINEAR, x, self.weight, self.bias)

    def extra_repr(self):
        bias = self.bias is not None
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={bias}"


Dense = Linear                                           # what other libraries call it


def unpacked(name, value):
    """(name, value), or one such pair for each thing in a list, tuple or dict: ("layers.0", ...)."""
    if isinstance(value, (list, tuple)):
        value = dict(enumerate(value))
    if not isinstance(value, dict):
        return [(name, value)]
    return [pair for key, inner in value.items() for pair in unpacked(f"{name}.{key}", inner)]


def parts(module):
    """Everything that was assigned to a module, as (name, value), in the order of assignment; not what is inside it."""
    return [pair for name, value in vars(module).items() for pair in unpacked(name, value)]

# %%
class Pair(Module):
    def __init__(self):
        self.left = Linear(2, 3)
        self.right = self.left                           # the same layer, under a second name
        self.rest = [Linear(3, 1), Parameter([0.5])]     # in a list

    def forward(self, x):
        return self.rest[0](self.left(x) * self.right(x)) * self.rest[1]


pair = Pair()
print([name for name, value in parts(pair)], pair, pair([[1.0, 2.0]]), sep="\n")

# %% [markdown]
# `parts` shows one level. Your function goes all the way down and gives each find its **dotted name**: the bias of
# `pair.left` is `left.bias`. Two things to mind.
#
# A part can be reached by two ways, like that layer under two names. It must be found **once**, under the first name:
# an optimiser that holds it twice would move it twice. Large language models share a weight between their first and
# last layer in just this way.
#
# And to remember what you have seen, do not ask `part in some_list`. That compares with `==`, which for tensors
# compares their numbers. Keep their `id(...)` in a set, and hand the same set on to the levels below; the third
# argument is for that.

# %% exercise="named_parts"
#| export
# exercise: named_parts
def named_parts(module, prefix="", seen=None):
    """Return [(dotted name, part), ...] for every Parameter, Buffer and Module inside `module`, each object once.

    In the order of assignment; what is inside a part comes directly after it. `module` itself is not in the list.
    Names begin with `prefix`. `seen` is the set of ids that were found already, None at the top.

    >>> [name for name, part in named_parts(Linear(2, 3))]
    ['weight', 'bias']
    """
    ### BEGIN SOLUTION
    seen = {id(module)} if seen is None else seen        # a part may know its owner
    found = []
    for name, part in parts(module):
        if isinstance(part, (Parameter, Buffer, Module)) and id(part) not in seen:
            seen.add(id(part))
            found.append((prefix + name, part))
            if isinstance(part, Module):
                found += named_parts(part, f"{prefix}{name}.", seen)
    return found
    ### END SOLUTION

# %% check="named_parts" points=6 hidden=5
@scenario
def parts_of_a_pair():
    class Pair(Module):
        def __init__(self):
            self.left = Linear(2, 3)
            self.right = self.left
            self.rest = [Linear(3, 1), Parameter([0.5])]

    return [(name, part.__class__.__name__) for name, part in named_parts(Pair())]


@scenario
def parts_of_one_layer():
    layer = Linear(2, 3)
    layer.mask, layer.note = Tensor([1.0, 0.0]), "no part"
    return [name for name, part in named_parts(layer)]


expect_equal(parts_of_one_layer(), ["weight", "bias"], call="names in named_parts(Linear(2, 3))",
             why="a plain tensor is no part, and neither is a string")
expect_equal(parts_of_a_pair(), [("left", "Linear"), ("left.weight", "Parameter"), ("left.bias", "Parameter"),
                                 ("rest.0", "Linear"), ("rest.0.weight", "Parameter"), ("rest.0.bias", "Parameter"),
                                 ("rest.1", "Parameter")],
             call="names and types in named_parts(Pair())",
             why="what is inside a layer comes after it, with its name in front; a layer with two names is found once")


@scenario
def parts_of_three_levels():
    tree = Module()
    tree.trunk = Module()
    tree.trunk.branch = Linear(2, 2, bias=False)
    tree.trunk.mean = Buffer([0.0])
    tree.tied = tree.trunk.branch.weight                 # found already, two levels further down
    return [name for name, _ in named_parts(tree)]


expect_equal(parts_of_three_levels(), ["trunk", "trunk.branch", "trunk.branch.weight", "trunk.mean"],
             call="names in named_parts(tree), where tree.tied is tree.trunk.branch.weight, and trunk.mean a Buffer",
             why="a name is the whole path from the top, a buffer is a part, and a shared weight is found once")
### BEGIN HIDDEN TESTS
@scenario
def names_in(tree, prefix):
    """-1 is a module; other equal numbers are one tensor: a Parameter, a Buffer or (remainder 2) a plain Tensor."""
    top, tensors = Module(), {}

    def grow(tree, module):
        module.owner = top
        for name, (number, inside) in tree.items():
            kind = (Parameter, Buffer, Tensor)[number % 3]
            part = grow(inside, Module()) if number < 0 else tensors.setdefault(number, kind([1.0, 2.0]))
            setattr(module, name, [part] if name.startswith("list") else part)
        return module

    return [name for name, part in named_parts(grow(tree, top), prefix)]


def drawn(depth, above=()):
    """A tree in whose twigs the tensors 0 to 2 are the same ones; each level above has one that its parts share."""
    held = [(-1, drawn(depth - 1, (*above, 3 * depth))) for _ in range(2)] if depth else [(0, {}), (1, {}), (2, {})]
    held += [(number, {}) for number in (*above, int(rng.integers(20, 99)))]
    names = [f"{('part', 'list')[int(rng.integers(2))]}{n}" for n in rng.permutation(99).tolist()]
    return {names[n]: held[n] for n in rng.permutation(len(held)).tolist()}


def paths(tree, path, found):
    for name, (number, inside) in tree.items():
        whole = f"{path}{name}.0" if name.startswith("list") else path + name
        if number < 0:
            yield from (whole, *paths(inside, f"{whole}.", found))
        elif number % 3 < 2 and number not in found:
            found.append(number)
            yield whole


for depth in (1, 2):
    tree, prefix = drawn(depth), f"model{int(rng.integers(99))}."
    expect_equal(names_in(tree, prefix), list(paths(tree, prefix, [])),
                 call=f"names in named_parts(a tree of {depth + 1} levels, {prefix!r}), whose parts know their owner",
                 why="the walk ends, each tensor is found once, and equal numbers do not make two tensors the same one")
### END HIDDEN TESTS

# %%
print([name for name, parameter in pair.named_parameters()])
print(sum(parameter.size for parameter in pair.parameters()), "numbers to learn")

# %% [markdown]
# **Parameters that are not registered** are the classic mistake with modules. If `Pair` had written
# `self.scale = Tensor([0.5])`, it would run just the same, and the number would never be learned, never be saved, and
# nothing would say so. When training does not help, print the names first.
#
# (One difference: PyTorch does not look into plain lists and dicts; there you need `nn.ModuleList`.)
#
# ## 4. Training and evaluation
#
# Some layers behave differently while they learn, and each of them looks at its own `training`. A model of a hundred
# layers is switched by one call.

# %% exercise="set_training"
#| export
# exercise: set_training
def set_training(module, training):
    """Set `training` to the given bool on `module` and on every module inside it, at any depth.

    >>> layer = Linear(2, 3)
    >>> set_training(layer, False)
    >>> layer.training
    False
    """
    ### BEGIN SOLUTION
    for part in module.modules():
        part.training = training
    ### END SOLUTION

# %% check="set_training" points=3 hidden=2
@scenario
def switch_a_tree(mode):
    tree = Module()
    tree.branch = Module()
    tree.branch.leaves = [Linear(1, 1), Linear(1, 1)]
    set_training(tree, mode)
    return [part.training for part in (tree, tree.branch, *tree.branch.leaves)]


expect_equal(switch_a_tree(False), [False] * 4, call="set_training(tree, False); training of tree, branch and leaves",
             why="the module itself and everything inside it, however deep")


@scenario
def switch_one_of_two():
    class Layer(Module):
        training = True

    one, other = Layer(), Layer()
    set_training(one, False)
    return one.training, other.training


expect_equal(switch_one_of_two(), (False, True), call="set_training(one, False); one.training, other.training",
             why="each object has a switch of its own: another layer of the same class stays in training")
### BEGIN HIDDEN TESTS
@scenario
def switched(parents, calls):
    """The modes of all modules after each call; `parents` says in which earlier module each one but the first is."""
    made = [Module() for _ in [None, *parents]]
    for number, parent in enumerate(parents, start=1):
        setattr(made[parent], f"part{number}", {"a": made[number]} if number % 2 else made[number])
    modes = []
    for place, training in calls:
        set_training(made[place], training)
        modes.append([module.training for module in made])
    return modes


parents = [int(rng.integers(number)) for number in range(1, 8)]
calls = [(int(rng.integers(8)), bool(rng.integers(2))) for _ in range(12)]
calls += [calls[-1], (0, True), (0, False), (0, False)]


def is_inside(module, place):
    while module > place:
        module = parents[module - 1]
    return module == place


modes, expected = [True] * 8, []
for place, training in calls:
    modes = [training if is_inside(module, place) else mode for module, mode in enumerate(modes)]
    expected.append(modes)
expect_equal(switched(parents, calls), expected, call=f"training of 8 modules after set_training of each of {calls}",
             why="whoever is switched, and whatever is inside, is set to what was asked for; nobody else is")
### END HIDDEN TESTS

# %% [markdown]
# The layer that needs it is **dropout** (Srivastava et al., 2014). While a network learns, each number of a hidden
# layer is set to 0 with probability `p`, anew for every example, so that no neuron can lean on one particular other.
# For evaluation, nothing is dropped.
#
# If a fraction p of the numbers is missing, sums are too small by the factor 1 − p, and the next layer would meet other
# sizes in training than later. So what survives is enlarged at once: multiplied by $1 / (1 - p)$. The mean stays the
# same, and evaluation has nothing to correct.
#
# Drop and enlarge are one multiplication, by a mask that holds 0 or 1 / (1 − p). `rng.random(shape)` draws numbers
# that are uniform from 0 to 1 (0 may occur, 1 may not).

# %% exercise="dropout_mask"
#| export
# exercise: dropout_mask
def dropout_mask(shape, p, rng):
    """Return a float32 array of this shape: each entry is 0 with probability p, else 1 / (1 - p), independently.
    For p = 1 all entries are 0.

    >>> dropout_mask((3,), 0.0, np.random.default_rng(0)).tolist()
    [1.0, 1.0, 1.0]
    """
    ### BEGIN SOLUTION
    if p == 1:
        return np.zeros(shape, np.float32)
    keep = rng.random(shape) >= p
    return keep.astype(np.float32) / np.float32(1 - p)
    ### END SOLUTION

# %% check="dropout_mask" points=4 hidden=3
@scenario
def draw_mask(shape, p, seed):
    return dropout_mask(shape, p, np.random.default_rng(seed))


mask = draw_mask((200, 100), 0.2, 3)
expect_equal((mask.shape, mask.dtype.name), ((200, 100), "float32"), call="shape, dtype of the mask",
             why="a mask of the shape that was asked for, and in float32")
expect_close(np.unique(mask), [0.0, 1.25], call="np.unique(dropout_mask((200, 100), 0.2, rng))",
             why="dropped, or enlarged by 1 / 0.8")
expect_close((mask == 0).mean(), 0.2, atol=0.015, call="share of zeros for p = 0.2", why="p is the probability to drop")
expect_close((mask.max(axis=0) == 0).mean(), 0.0, call="share of columns that are dropped as a whole",
             why="each entry is dropped by itself, anew for every example")
expect_close(draw_mask((3,), 1.0, 3), [0.0, 0.0, 0.0], call="dropout_mask((3,), 1.0, rng)",
             why="everything is dropped, nothing is divided by 0")
### BEGIN HIDDEN TESTS
seed, rows, columns = (int(n) for n in rng.integers((0, 300, 250), (1000, 400, 350)))
for p in (0.0, 0.5, 0.9):
    mask = draw_mask((rows, columns), p, seed)
    expect_equal(mask.shape, (rows, columns), call=f"dropout_mask(({rows}, {columns}), {p}, rng).shape")
    expect_close(mask.mean(), 1.0, atol=0.06, call=f"mean of dropout_mask(({rows}, {columns}), {p}, rng)",
                 why="the mean of what passes through stays the same")
    expect_close((mask == 0).mean(), p, atol=0.015, call=f"share of zeros for p = {p}")
mask = draw_mask((50, 60), 0.5, seed)
expect_close([(mask.max(axis=0) == 0).mean(), (mask.max(axis=1) == 0).mean()], [0.0, 0.0],
             call="share of columns and of rows that are dropped as a whole", why="each entry is dropped by itself")
everything = draw_mask((2, 3), 1, seed)
expect_equal((everything.shape, everything.dtype.name), ((2, 3), "float32"), call="shape, dtype of the mask for p = 1",
             why="float32 for every p")
expect_equal(np.array_equal(mask, draw_mask((50, 60), 0.5, seed)), True, call="drawn again from the same seed")
expect_equal(np.array_equal(mask, draw_mask((50, 60), 0.5, seed + 1)), False, call="drawn from another seed",
             why="all randomness comes from rng")
counts = {int((draw_mask((10, 10), 0.5, seed + n) == 0).sum()) for n in range(30)}
expect_equal(len(counts) > 1, True, call="zeros in thirty masks (10, 10) for p = 0.5: are there different numbers of them?",
             why="independently: nobody counts how many have been dropped")
### END HIDDEN TESTS

# %%
mask = dropout_mask((2, 8), 0.25, np.random.default_rng(0))
print(mask, "\nmean of this mask:", mask.mean(), "of a large one:", dropout_mask((1000, 1000), 0.25, generator).mean())

# %% given="containers"
#| export
class Dropout(Module):
    """In training, sets numbers to 0 with probability p and enlarges the others; in evaluation, does nothing."""

    def __init__(self, p=0.5, *, rng=None):
        if not 0 <= p <= 1:
            raise ValueError(f"p is a probability, and {p} is not between 0 and 1")
        self.p, self.rng = p, rng or default_generator

    def forward(self, x):
        x = x if isinstance(x, Tensor) else Tensor(x)
        return x * dropout_mask(x.shape, self.p, self.rng) if self.training and self.p else x

    def extra_repr(self): return f"p={self.p}"


class Flatten(Module):
    """The axes from `start_dim` to `end_dim` as one: (32, 28, 28) -> (32, 784)."""

    def __init__(self, start_dim=1, end_dim=-1):
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, x): return x.flatten(self.start_dim, self.end_dim)
    def extra_repr(self): return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Sequential(Module):
    """Layers, or any callables, one after the other. They are its parts, named "0", "1" and so on."""

    def __init__(self, *layers):
        vars(self).update({str(place): layer for place, layer in enumerate(layers)})

    layers = property(lambda self: [part for name, part in vars(self).items() if name.isdigit()])

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def __len__(self): return len(self.layers)
    def __iter__(self): return iter(self.layers)
    def __getitem__(self, place):
        """One layer, or for a slice a Sequential of the same layers."""
        return Sequential(*self.layers[place]) if isinstance(place, slice) else self.layers[place]

# %%
generator = np.random.default_rng(4)
model = Sequential(Flatten(), Linear(4, 6, rng=generator), ReLU(), Dropout(0.5, rng=generator))
x = Tensor([[[1.0, 2.0], [3.0, 4.0]]])                   # (1, 2, 2)
print(model, "train:", model(x), model(x), "eval:", model.eval()(x), model(x), sep="\n")

# %% [markdown]
# In training the same input gives another answer each time; in evaluation the answer is one. To forget `eval()` before
# measuring a model is the most common error that no message announces.
#
# ## 5. Save and load
#
# `state_dict()` is the snapshot: arrays by dotted name. To load one is easy while everything fits. The value lies in
# what is said when it does not: a model of another width, a renamed layer, a weight that came transposed. Then it
# should say which key and which shapes, name **every** problem at once, and write nothing.

# %% exercise="state_problems"
#| export
# exercise: state_problems
def state_problems(shapes, state):
    """Return what keeps `state` (arrays by name) from fitting `shapes` (tuples by name), as a list of strings.

    First, in the order of `shapes`, "NAME is missing" and "NAME has shape (3,), expected (4,)" with its own two
    shapes; then, in the order of `state`, "NAME is not expected". An empty list if everything fits.

    >>> state_problems({"bias": (4,)}, {"bias": np.zeros(3)})
    ['bias has shape (3,), expected (4,)']
    """
    ### BEGIN SOLUTION
    problems = []
    for name, shape in shapes.items():
        if name not in state:
            problems.append(f"{name} is missing")
        elif np.shape(state[name]) != shape:
            problems.append(f"{name} has shape {np.shape(state[name])}, expected {shape}")
    return problems + [f"{name} is not expected" for name in state if name not in shapes]
    ### END SOLUTION

# %% check="state_problems" points=6 hidden=5
shapes = {"0.weight": (3, 2), "0.bias": (3,)}
expect_equal(state_problems(shapes, {"0.bias": np.zeros(3), "0.weight": np.zeros((3, 2))}), [],
             call="state_problems(shapes, a state that fits)", why="the order of the keys does not matter")
expect_equal(state_problems(shapes, {"0.weight": np.zeros((2, 3)), "2.bias": np.zeros(3)}),
             ["0.weight has shape (2, 3), expected (3, 2)", "0.bias is missing", "2.bias is not expected"],
             call="state_problems(shapes, {'0.weight': (2, 3), '2.bias': (3,)})",
             why="all problems at once; a transposed weight has as many numbers, and still does not fit")
### BEGIN HIDDEN TESTS
names = [f"layer.{n}" for n in rng.permutation(6).tolist()]
shapes = {name: tuple(int(n) for n in rng.integers(1, 5, size=2)) for name in names[:4]}
state = {name: np.zeros((*shape, 1)) for name, shape in list(shapes.items())[:2]}
state |= {names[4]: np.zeros(1), names[5]: np.zeros(2), names[2]: np.zeros(shapes[names[2]])}
expected = [f"{name} has shape {(*shapes[name], 1)}, expected {shapes[name]}" for name in names[:2]]
expected += [f"{names[3]} is missing", f"{names[4]} is not expected", f"{names[5]} is not expected"]
expect_equal(state_problems(shapes, state), expected, call="state_problems of five problems")
expect_equal(state_problems({}, {"a": np.zeros(1)}), ["a is not expected"], call="state_problems({}, {'a': ...})")
expect_equal(state_problems({"a": (1, 3)}, {"a": np.zeros(3)}), ["a has shape (3,), expected (1, 3)"],
             call="state_problems({'a': (1, 3)}, {'a': zeros (3,)})", why="what would broadcast does not fit either")


@scenario
def load_a_wrong_state():
    layer = Linear(2, 3)
    before = layer.state_dict()
    try:
        layer.load_state_dict({"weight": np.ones((3, 2)), "bias": np.ones(4)})
    except ValueError as problem:
        return str(problem), bool((layer.weight.data == before["weight"]).all())


expect_equal(load_a_wrong_state(), ("cannot load this state into Linear: bias has shape (4,), expected (3,)", True),
             call="load_state_dict of a bias that does not fit; is the weight as it was?")
### END HIDDEN TESTS

# %%
teacher, student = (Linear(2, 3, rng=np.random.default_rng(seed)) for seed in (1, 2))
student.load_state_dict(teacher.state_dict())
print((student.weight == teacher.weight).data.all(), np.shares_memory(student.weight.data, teacher.weight.data))
try:
    Linear(2, 4, bias=False).load_state_dict(teacher.state_dict())
except ValueError as problem:
    print(problem)

# %% [markdown]
# ## 6. A network from a list of sizes
#
# The workhorse is the **multi-layer perceptron**: linear layers with a bend between each two. `[784, 128, 10]` says it
# all: 784 inputs, a hidden layer of 128, ten outputs. Without the bend, two linear layers in a row would be one linear
# layer; after the last one there is none, since the outputs are scores and may be negative.

# %% exercise="mlp_layers"
#| export
# exercise: mlp_layers
def mlp_layers(sizes, rng=None):
    """Return the layers of a multi-layer perceptron, a list: Linear for each two neighbours in `sizes`, ReLU between.
    Weights are drawn with He initialisation from `rng`.

    >>> mlp_layers([2, 8, 1])
    [Linear(in_features=2, out_features=8, bias=True), ReLU(), Linear(in_features=8, out_features=1, bias=True)]
    """
    ### BEGIN SOLUTION
    layers = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        layers += [Linear(n_in, n_out, init=he_normal, rng=rng), ReLU()]
    return layers[:-1]                                   # no bend after the scores
    ### END SOLUTION

# %% check="mlp_layers" points=4 hidden=3
@scenario
def kinds_and_shapes(sizes):
    layers = mlp_layers(sizes, np.random.default_rng(0))
    return [layer.__class__.__name__ for layer in layers], [layer.weight.shape for layer in layers[::2]]


expect_equal(kinds_and_shapes([784, 128, 10]), (["Linear", "ReLU", "Linear"], [(128, 784), (10, 128)]),
             call="layers and weights of mlp_layers([784, 128, 10])",
             why="two layers for three sizes, a ReLU between them and none after the scores")
expect_equal(kinds_and_shapes([3, 1]), (["Linear"], [(1, 3)]), call="layers and weights of mlp_layers([3, 1])")


@scenario
def first_weight(seed):
    return mlp_layers([400, 200, 3], np.random.default_rng(seed))[0].weight.data


drawn = first_weight(1)
expect_close(np.std(drawn), 0.0707, rtol=0.02, call="np.std of the first weight of mlp_layers([400, 200, 3], rng)",
             why="a ReLU follows: the variance is 2 / 400")
expect_equal(np.array_equal(drawn, first_weight(1)), True,
             call="mlp_layers([400, 200, 3], rng) twice from one seed: are the first weights equal?",
             why="every layer draws from the generator that it was given")
### BEGIN HIDDEN TESTS
@scenario
def deviations(seed):
    layers = mlp_layers([400, 300, 50], np.random.default_rng(seed))
    again = mlp_layers([400, 300, 50], np.random.default_rng(seed))
    equal = bool((layers[2].weight.data == again[2].weight.data).all())
    return [float(layer.weight.data.std()) for layer in layers[::2]], equal


sizes = [int(n) for n in rng.integers(2, 9, size=5)]
expect_equal(kinds_and_shapes(sizes), (["Linear", "ReLU"] * 3 + ["Linear"], list(zip(sizes[1:], sizes[:-1]))),
             call=f"layers and weights of mlp_layers({sizes})")
found, equal = deviations(int(rng.integers(1000)))
expect_close(found, [math.sqrt(2 / 400), math.sqrt(2 / 300)], rtol=0.05,
             call="np.std of the weights of mlp_layers([400, 300, 50])", why="a ReLU follows: He initialisation")
expect_equal(equal, True, call="mlp_layers drawn twice from the same seed: are the weights equal?")


@scenario
def biases_and_twins():
    layers = mlp_layers([4, 4, 4])
    equal = bool((layers[0].weight.data == layers[2].weight.data).all())
    return [layer.bias.shape for layer in layers[::2]], equal


expect_equal(biases_and_twins(), ([(4,), (4,)], False),
             call="biases of mlp_layers([4, 4, 4]); are the two weights equal?",
             why="every Linear has its bias, and no two layers begin alike, also without a generator")
### END HIDDEN TESTS

# %% given="MLP"
#| export
class MLP(Sequential):
    """Linear layers with ReLU between them: MLP([784, 128, 10]) has 784 inputs and 10 outputs."""

    def __init__(self, sizes, *, rng=None):
        super().__init__(*mlp_layers(sizes, rng))

# %%
model = MLP([784, 128, 10], rng=generator)
names = [name for name, parameter in model.named_parameters()]
print(model, names, model(randn(32, 784, rng=generator)).shape, sep="\n")

# %% [markdown]
# ## 7. What a network costs
#
# Before you build a network you can know what it takes. Two kinds of memory: the **parameters**, whatever the batch;
# and the **activations**, every array that the forward pass makes on its way, which grow with the batch. Training has
# to keep the activations, since the backward pass of module 05 reads them again. Then it makes gradients: as many
# numbers as there are parameters, and on the way as many as there are activations.
#
# Count them for an MLP. Mind the biases; and remember that a linear layer is one operation here and makes one array,
# and that a ReLU makes another one of the same shape.

# %% exercise="mlp_footprint"
#| export
# exercise: mlp_footprint
def mlp_footprint(sizes, batch):
    """Return (bytes of the parameters, bytes of the activations) of MLP(sizes) for a batch, in float32: two ints.

    Activations are the arrays that the layers return; the input itself does not count.

    >>> mlp_footprint([2, 3, 1], batch=10)
    (52, 280)
    """
    ### BEGIN SOLUTION
    parameters = sum(n_out * (n_in + 1) for n_in, n_out in zip(sizes[:-1], sizes[1:]))
    activations = batch * (2 * sum(sizes[1:-1]) + sizes[-1])     # hidden layers twice: before and after ReLU
    return 4 * parameters, 4 * activations
    ### END SOLUTION

# %% check="mlp_footprint" points=3 hidden=3
expect_equal(mlp_footprint([2, 3, 1], batch=10), (52, 280), call="mlp_footprint([2, 3, 1], batch=10)",
             why="6 + 3 weights and 3 + 1 biases; 10 times 3 numbers, 3 after ReLU, 1 score; 4 bytes each")
expect_equal(mlp_footprint([784, 10], batch=1), (31400, 40), call="mlp_footprint([784, 10], batch=1)",
             why="no hidden layer, no ReLU")
### BEGIN HIDDEN TESTS
sizes, batch = [int(n) for n in rng.integers(2, 30, size=5)], int(rng.integers(2, 50))
weights = sum(a * b for a, b in zip(sizes, sizes[1:]))
expected = (4 * (weights + sum(sizes[1:])), 4 * batch * (2 * sum(sizes[1:4]) + sizes[4]))
expect_equal(mlp_footprint(sizes, batch), expected, call=f"mlp_footprint({sizes}, {batch})")
expect_equal(mlp_footprint([784, 4096, 4096, 10], 256), (80150568, 16787456),
             call="mlp_footprint([784, 4096, 4096, 10], 256)")
### END HIDDEN TESTS

# %% [markdown]
# A count on paper can be wrong. The one door of module 01 lets us listen: a recorder hears of every operation and of
# the array that it made.

# %%
class Meter:
    def __init__(self): self.made = []
    def record(self, op, inputs, arrays, params, result): self.made.append((op.name, result.data.nbytes))


sizes, batch = [784, 256, 128, 10], 64
model, meter = MLP(sizes, rng=generator), Meter()
set_recorder(meter)
model(randn(batch, 784, rng=generator))
set_recorder(None)
print(meter.made[:5])
print("measured:", sum(p.data.nbytes for p in model.parameters()), sum(size for _, size in meter.made))
print("counted: ", *mlp_footprint(sizes, batch))

# %% [markdown]
# Which is larger depends on the batch: here the parameters win, and from a certain batch on the activations do. The
# second question asks you for that batch.
#
# ## 8. A network without training
#
# Here is the program from the top. Its hidden layer is left as it was drawn: a hundred random bends. What the second
# layer should do with them is an ordinary least-squares problem, which NumPy solves. We load the answer into the
# model by name.

# %%
generator = np.random.default_rng(1)
points = randn(600, 2, rng=generator)                                                 # (600, 2)
inside = (points ** 2).sum(axis=1) < 1.4                                              # (600,)

model = MLP([2, 100, 1], rng=generator)
model[0].bias[...] = generator.normal(size=100)                                       # so that the bends lie apart
features = model[:2](points[:400]).data                                               # (400, 100)
best = np.linalg.lstsq(features, inside[:400].data * 2.0 - 1.0, rcond=1e-3)[0]        # (100,)

state = model.state_dict()
state["2.weight"] = best.reshape(1, 100)
model.load_state_dict(state)
guesses = (model(points[400:]) > 0).flatten()                                         # (200,)
right, share = (guesses == inside[400:]).mean().item(), inside.mean().item()
print(f"right on points never seen before: {right:.0%}; who always says the same: {max(share, 1 - share):.0%}")

# %% [markdown]
# Random features and one solved layer: that was a serious method for years, and it is the best that can be had without
# gradients. To let the hidden layer learn, too, we have to know how the error depends on each weight.
#
# ## The same in PyTorch
#
# ```python
# import torch
# from torch import nn
#
# model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10))
# print(model)
# print([(name, tuple(p.shape)) for name, p in model.named_parameters()])
# print(sum(p.numel() for p in model.parameters()), model.eval()[2].training)
# ```
#
# ```text
# Sequential(
#   (0): Linear(in_features=784, out_features=128, bias=True)
#   (1): ReLU()
#   (2): Dropout(p=0.5, inplace=False)
#   (3): Linear(in_features=128, out_features=10, bias=True)
# )
# [('0.weight', (128, 784)), ('0.bias', (128,)), ('3.weight', (10, 128)), ('3.bias', (10,))]
# 101770 False
# ```
#
# Names and shapes agree, so states can be exchanged in both directions. Deliberate differences: PyTorch draws weights
# and biases of `nn.Linear` uniformly from ±1/√in, ours follow Xavier and start biases at 0. Its `state_dict()` shares
# memory with the model, so that a kept "best state" silently goes on learning; ours is a copy, in which a shared
# parameter stands once. Its `parameters()` is an iterator, ours a list.

# %% [markdown]
# ## Three questions
#
# Answer in your own words, about ten lines each. Refer to your own functions, and to numbers that you measured above.

# %% [markdown] question="q1" points=10
# **The weight that never learned.** A colleague writes a layer with `self.scale = Tensor([1.0])` and
# `self.blocks = {"a": Linear(4, 4)}`, and builds a model that uses one of the blocks under two names. Which of these
# does your `named_parts` find, how often, and by which of your lines? What would happen in training, in `state_dict()`
# and in memory if the scale were missing, and if the shared block were found twice? How would you notice each of
# the two from outside, with one line of code?

# %% [markdown] question="q2" points=10
# **Parameters against activations.** For `MLP([784, 256, 128, 10])` and float32: from which batch size on do the
# activations take more memory than the parameters? Derive it from your `mlp_footprint` and check it. Training also
# needs a gradient for each parameter and, with the Adam optimiser, two more numbers for each. You have 100 MB: which
# batch could you train with? If you may change one thing (the widths, the dtype, the number of layers, or not keeping
# the ReLU's own output), what saves the most, and what does it cost?

# %% [markdown] question="q3" points=10
# **Sizes of signals.** Your measurements in section 2 show signals that die, stay or explode. Explain the three
# results for the scales 0.05, 0.1 and 0.2 with the formula for the variance, in numbers. Why does Xavier lose the
# signal behind ReLU, and by how much for each layer? Then: dropout enlarges what survives by 1/(1 − p). Show what
# that does to the mean and to the variance of a signal, and say which of the two your `dropout_mask` preserves. What
# follows for a very deep network with p = 0.5?

# %% [markdown]
# ## What comes next
#
# You have layers, and trees of layers that know their parameters, save and load them, and can be switched as a whole.
# `tito module complete 03` puts them into your package.
#
# To learn, a network needs to be told how wrong it is, by one number that is small when it is right. Module 04 builds
# these numbers, and module 05 asks each weight of your tree for its share in them.
