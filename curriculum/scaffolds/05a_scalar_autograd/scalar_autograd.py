# %% [markdown]
# # Scalar autograd
#
# Half an hour, no marks. Module 05 differentiates programs on arrays, and most of its difficulty is arrays. Here is the
# same machine for plain numbers: no shapes, no axes, no broadcasting. At the end, this program finds a line through
# three points, with slopes from your own code:
#
# ```python
# w, b = Value(0.0), Value(0.0)
# for step in range(31):
#     error = sum((w * x + b + -y) ** 2 for x, y in points)
#     w.grad = b.grad = 0.0
#     backpropagate(error)
#     w.data, b.data = w.data - 0.05 * w.grad, b.data - 0.05 * b.grad
# ```

# %% given="imports"
#| default_exp scaffolds.scalar_autograd
#| export
from itertools import count

# %% given="vocabulary"
from tinytorch.checks import expect_close, expect_equal, scenario

# %% [markdown]
# ## 1. A number that remembers
#
# `a * b + a` with a = 2 and b = 3 is 8. If a were a little larger, would the result grow, and how fast? To answer, one
# must know how the 8 came about. A plain 8.0 has forgotten. So let every number remember three things:
#
# - `inputs`: the values that it was made of,
# - `slopes`: for each of them, how fast this number grows when that input alone grows,
# - `grad`: how fast the **final** result grows when this number grows. Nobody knows that yet: it begins at 0.
#
# Values are numbered as they are made: the youngest has the largest `number`.
#
# For a sum, both slopes are 1: if one term grows by a little, the sum grows by just as much. That rule, `add`, is
# given, and so is the class, which lets you write `a + b`, `a * b` and `a ** 3`.

# %% given="value"
#| export
births = count(1)


class Value:
    """A number that remembers how it was made."""

    def __init__(self, data, inputs=(), slopes=()):
        self.data, self.inputs, self.slopes = data, inputs, slopes
        self.grad, self.number = 0.0, next(births)

    def __repr__(self): return f"Value({self.data:g}, grad={self.grad:g})"

    def __add__(self, other): return add(self, as_value(other))
    def __mul__(self, other): return multiply(self, as_value(other))
    def __pow__(self, exponent): return power(self, exponent)

    __radd__, __rmul__ = __add__, __mul__


def as_value(x):
    """A plain number as a Value that was made of nothing."""
    return x if isinstance(x, Value) else Value(x)


def add(a, b):
    """a + b: both inputs count once."""
    return Value(a.data + b.data, inputs=(a, b), slopes=(1.0, 1.0))

# %%
total = Value(2.0) + Value(3.0)
print(total, "made of", total.inputs, "with slopes", total.slopes)

# %% [markdown]
# ## 2. The slopes of a product
#
# Let a = 2 and b = 3, so a · b = 6. Nudge a: 2.001 · 3 = 6.003. The product grew three times as much as a did. Nudge b:
# 2 · 3.001 = 6.002, twice as much as b. That is the whole rule.

# %%
a, b = 2.0, 3.0
print("slope for a:", ((a + 0.001) * b - a * b) / 0.001, "  slope for b:", (a * (b + 0.001) - a * b) / 0.001)

# %% exercise="multiply"
#| export
# exercise: multiply
def multiply(a, b):
    """Return the Value a * b, which remembers its inputs (a, b) and the slope for each.

    >>> multiply(Value(2.0), Value(3.0)).data
    6.0
    """
    ### BEGIN SOLUTION
    return Value(a.data * b.data, inputs=(a, b), slopes=(b.data, a.data))
    ### END SOLUTION

# %% check="multiply" points=0
@scenario
def a_product():
    a, b = Value(2.0), Value(3.0)
    made = multiply(a, b)
    return made.data, len(made.inputs) == 2 and made.inputs[0] is a and made.inputs[1] is b, list(made.slopes)


number, kept, slopes = a_product()
expect_close(number, 6.0, call="multiply(Value(2), Value(3)).data", why="the number itself is a product")
expect_equal(kept, True, call="multiply(a, b).inputs, is it (a, b)?", why="the Values, in their order, not their numbers")
expect_close(slopes, [3.0, 2.0], call="multiply(Value(2), Value(3)).slopes",
             why="6.003 for 2.001 · 3: a counts as much as b is large, and the other way round")

# %% [markdown]
# ## 3. The slope of a power
#
# You know it from school: $x^n$ has the slope $n\,x^{n-1}$. One input, one slope; the exponent is a plain number and
# does not take part. Both tuples hold one thing, and a tuple of one is written with a comma: `(x,)`.

# %% exercise="power"
#| export
# exercise: power
def power(x, exponent):
    """Return the Value x ** exponent, `exponent` a plain number, which remembers its input (x,) and the slope.

    >>> power(Value(3.0), 2).slopes
    (6.0,)
    """
    ### BEGIN SOLUTION
    slope = exponent * x.data ** (exponent - 1)
    return Value(x.data**exponent, inputs=(x,), slopes=(slope,))
    ### END SOLUTION

# %% check="power" points=0
@scenario
def a_power(number, exponent):
    x = Value(number)
    made = power(x, exponent)
    return made.data, len(made.inputs) == 1 and made.inputs[0] is x, list(made.slopes)


expect_close(a_power(3.0, 2)[0], 9.0, call="power(Value(3), 2).data", why="three squared")
expect_equal(a_power(3.0, 2)[1], True, call="power(x, 2).inputs, is it (x,)?", why="made of one Value only")
expect_close(a_power(3.0, 2)[2], [6.0], call="power(Value(3), 2).slopes", why="2 · 3: near 3, a square grows six times as fast")
expect_close(a_power(2.0, 3)[2], [12.0], call="power(Value(2), 3).slopes", why="3 · 2²: the exponent comes down, and one is taken off it")
expect_close(a_power(2.0, -1)[2], [-0.25], call="power(Value(2), -1).slopes", why="1 / x falls as x grows")

# %% [markdown]
# ## 4. One step back
#
# Now suppose somebody tells us the `grad` of one value `out`: the final result grows, say, 10 times as fast as `out`.
# And `out = a * b` grows 3 times as fast as a. Then through `out`, the result grows 30 times as fast as a. Slopes in a
# row multiply; that is the **chain rule**.
#
# One more thing: a may reach the result in several ways, as in `a * b + a`. What comes by each way **adds up**.

# %% exercise="hand_back"
#| export
# exercise: hand_back
def hand_back(out):
    """Give each input of `out` its share: `out.grad` times its slope, added to the `grad` that it has. Returns nothing.

    >>> a = Value(2.0)
    >>> out = a + a
    >>> out.grad = 10.0
    >>> hand_back(out)
    >>> a.grad
    20.0
    """
    ### BEGIN SOLUTION
    for x, slope in zip(out.inputs, out.slopes):
        x.grad += out.grad * slope
    ### END SOLUTION

# %% check="hand_back" points=0
@scenario
def shares(before, twice):
    a, b = Value(2.0), Value(3.0)
    a.grad = before
    out = Value(0.0, inputs=(a, a) if twice else (a, b), slopes=(3.0, 2.0))
    out.grad = 10.0
    hand_back(out)
    return a.grad, b.grad, out.grad


expect_close(shares(0.0, twice=False)[:2], [30.0, 20.0], call="hand_back(out), out.grad 10, slopes 3 and 2: a.grad, b.grad",
             why="slopes in a row multiply")
expect_close(shares(5.0, twice=False)[0], 35.0, call="the same, and a.grad was 5 before", why="what comes by another way is added")
expect_close(shares(0.0, twice=True)[0], 50.0, call="the same, with a as both inputs", why="30 and 20: it was used twice")
expect_close(shares(0.0, twice=False)[2], 10.0, call="out.grad, afterwards", why="giving takes nothing away")

# %% [markdown]
# ## 5. All the way back
#
# One question is left: in which order? A value may hand back only when **all** of its own `grad` has arrived, that is,
# after everything that was made of it. What was made of it is younger. So: the youngest first.
#
# First find everything that had a part in it. Start from the result, look at its inputs, at theirs, and so on. A value
# that was used twice is met twice and must be listed once, or it would hand back twice.

# %% exercise="makers"
#| export
# exercise: makers
def makers(result):
    """Return a list of all Values that `result` was made of, itself included, each once, the youngest first.

    >>> a = Value(2.0)
    >>> [value.data for value in makers(a * a + a)]
    [6.0, 4.0, 2.0]
    """
    ### BEGIN SOLUTION
    found, waiting = {}, [result]
    while waiting:
        value = waiting.pop()
        if value.number not in found:
            found[value.number] = value
            waiting.extend(value.inputs)
    return [found[number] for number in sorted(found, reverse=True)]
    ### END SOLUTION

# %% check="makers" points=0
@scenario
def ages(diamond):
    a = Value(1.0)
    b = Value(2.0, inputs=(a,), slopes=(2.0,))
    c = Value(3.0, inputs=(a,), slopes=(3.0,))
    d = Value(4.0, inputs=(c, b) if diamond else (b,), slopes=(1.0, 1.0))
    return [value.data for value in makers(d)]


expect_equal(ages(diamond=False), [4.0, 2.0, 1.0], call="makers(d), d made of b, b of a", why="the youngest first; c had no part in d")
expect_equal(ages(diamond=True), [4.0, 3.0, 2.0, 1.0], call="makers(d), d made of c and b, both made of a",
             why="a is met on two ways and listed once, behind everything that was made of it")

# %% [markdown]
# The result grows exactly as fast as itself, so its own `grad` is 1. From there, everything hands back in turn.

# %% exercise="backpropagate"
#| export
# exercise: backpropagate
def backpropagate(result):
    """Set the `grad` of `result` to 1 and add to the `grad` of all it was made of: makers, and each hands back.

    >>> a, b = Value(2.0), Value(3.0)
    >>> backpropagate(a * b + a)
    >>> a.grad, b.grad
    (4.0, 2.0)
    """
    ### BEGIN SOLUTION
    result.grad = 1.0
    for value in makers(result):
        hand_back(value)
    ### END SOLUTION

# %% check="backpropagate" points=0
@scenario
def slopes_of(which):
    a, b = Value(2.0), Value(3.0)
    c = a * b
    result = {"sum": c + a, "square": (c + a) ** 2, "late": c + c * a}[which]
    backpropagate(result)
    return a.grad, b.grad


expect_close(slopes_of("sum"), [4.0, 2.0], call="backpropagate(a * b + a), a = 2, b = 3: a.grad, b.grad",
             why="by the product 3, and directly 1")
expect_close(slopes_of("square"), [64.0, 32.0], call="backpropagate((a * b + a) ** 2): a.grad, b.grad",
             why="the square passes on 2 · 8 times as much")
expect_close(slopes_of("late"), [15.0, 6.0], call="c = a * b; backpropagate(c + c * a): a.grad, b.grad",
             why="c hands back once, when both of its shares have come")

# %% [markdown]
# Ask somebody who knows nothing of all this: nudge a and look.

# %%
def program(a, b):
    return (a * b + a) ** 2 * b


a, b = Value(2.0), Value(3.0)
backpropagate(program(a, b))
print("yours:    ", a.grad, b.grad)
print("by trying:", (program(2 + 1e-6, 3) - program(2, 3)) / 1e-6, (program(2, 3 + 1e-6) - program(2, 3)) / 1e-6)

# %% [markdown]
# ## 6. It learns
#
# Three points lie on a line. Begin with the line w = 0, b = 0; the error is the sum of the squared distances; its
# slopes say which way is downhill.

# %%
points = [(-1.0, -1.0), (0.0, 1.0), (2.0, 5.0)]          # on y = 2 x + 1
w, b = Value(0.0), Value(0.0)
for step in range(31):
    error = sum((w * x + b + -y) ** 2 for x, y in points)
    w.grad = b.grad = 0.0                                # or the slopes of all steps would add up
    backpropagate(error)
    if step % 10 == 0:
        print(f"step {step:>2}: error {error.data:8.5f}, w {w.data:.3f}, b {b.data:.3f}")
    w.data, b.data = w.data - 0.05 * w.grad, b.data - 0.05 * b.grad

# %% [markdown]
# ## Back to module 05
#
# You have built all of it. In module 05 the same parts wear other clothes:
#
# | here | there |
# |---|---|
# | `slopes`, numbers noted at once | a gradient rule, which works on arrays and is asked later |
# | `inputs` | `origin`, noted by `record` for every operation |
# | `makers` | `history` |
# | `hand_back`, `+=` | `backward_pass`, which adds into a **new** array, since two tensors may share one |
# | `number`, larger is younger | the age of a result, **smaller** is younger |
#
# What is new there is shapes: what was broadcast forward is summed backward. Back to it: `tito module start 05`.
