# %% [markdown]
# # Autograd
#
# A network learns by asking each of its weights one question: if you were a little larger, would the error grow or
# shrink, and how fast? The answer is a derivative, and a model has millions of them. In this module you build the
# machine that finds all of them in one pass. At the end, this program runs on your own code:
#
# ```python
# model = MLP([2, 32, 1], rng=generator)
# for step in range(300):
#     loss = ((model(points) - targets) ** 2).mean()      # forward: what is the error?
#     model.zero_grad()
#     loss.backward()                                     # backward: what is each weight's share in it?
#     for parameter in model.parameters():
#         parameter.data -= 0.1 * parameter.grad          # one small step downhill
# ```
#
# Every line but one you could write already. `loss.backward()` is this module. Nothing in it is magic: a derivative for
# each operation, a list of what was computed, and the chain rule, walked from the end to the beginning.

# %% given="imports"
#| default_exp core.autograd
#| export
import html
import math
import weakref
from contextlib import contextmanager
from functools import lru_cache
from heapq import heappop, heappush
from itertools import count
from types import SimpleNamespace

import numpy as np

import tinytorch.core.layers
import tinytorch.core.losses
import tinytorch.core.tensor as seam
from tinytorch.core.activations import erf, sigmoid_forward, softmax_forward
from tinytorch.core.tensor import Op, Tensor, mean_forward, set_recorder

# %% given="vocabulary"
import time

from tinytorch.checks import expect_close, expect_equal, expect_raises, rng, scenario
from tinytorch.core.layers import MLP, Linear
from tinytorch.core.tensor import apply, randn, where, wrap


def by_hand(step, rule, *inputs):
    """A tensor as if an operation had made it: in which step (larger is later), its gradient rule, its inputs."""
    made = wrap(np.ones(2))
    made.requires_grad, arrays = True, [x.data if isinstance(x, Tensor) else x for x in inputs]
    made.origin = (-step, SimpleNamespace(name=f"op{step}", gradient=rule), inputs, arrays, {})
    return made

# %% [markdown]
# ## 1. Slopes by trying
#
# Begin with what needs no theory. A function turns an array into one number. How does that number change when one
# entry of the array changes? Move the entry a little to the right and a little to the left, and look:
#
# $$\frac{\partial f}{\partial x_i} \approx \frac{f(x + h\,e_i) - f(x - h\,e_i)}{2h}$$
#
# Looking to both sides costs two evaluations, and is worth it: the error shrinks with h², not with h. One such number
# for every entry of x is the **gradient**, an array of the shape of x.

# %% exercise="numerical_gradient"
#| export
# exercise: numerical_gradient
def numerical_gradient(f, x, h=1e-5):
    """Return the gradient of `f`, a function from an array to a number, at `x`: by central differences, in float64.
    Shapes: x of any shape -> the same shape. `x` itself stays as it is.

    >>> numerical_gradient(lambda x: (x ** 2).sum(), np.array([1.0, 3.0])).round(6)
    array([2., 6.])
    """
    ### BEGIN SOLUTION
    x = np.array(x, dtype=np.float64)                    # a copy, to be moved
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        before = x[place]
        x[place] = before + h
        above = f(x)
        x[place] = before - h
        gradient[place] = (above - f(x)) / (2 * h)
        x[place] = before
    return gradient
    ### END SOLUTION

# %% check="numerical_gradient" points=4 hidden=3
@scenario
def slopes_of_a_product(x):
    x = np.array(x)
    gradient = numerical_gradient(lambda x: x[0, 0] * x[0, 1] + x[1, 0] ** 3, x)
    return gradient, x.tolist()


got, after = slopes_of_a_product([[3.0, 5.0], [2.0, 7.0]])
expect_close(got, [[5.0, 3.0], [12.0, 0.0]], atol=1e-6,
             call="numerical_gradient(x[0, 0] * x[0, 1] + x[1, 0] ** 3, [[3, 5], [2, 7]])",
             why="one slope for each entry: the other factor, three times the square, and 0 for what is not used")
expect_equal(after, [[3.0, 5.0], [2.0, 7.0]], call="x, after numerical_gradient(f, x)",
             why="every entry is put back, exactly as it was, before the next one moves")


@scenario
def slope_with_a_large_step():
    return numerical_gradient(lambda x: (x ** 3).sum(), np.array([2.0]), h=0.5)


expect_close(slope_with_a_large_step(), [12.25], call="numerical_gradient(x ** 3, [2.0], h=0.5)",
             why="(2.5³ - 1.5³) / 1: a look to both sides, with the h that is given")
### BEGIN HIDDEN TESTS
@scenario
def slopes_near_a_bend(points):
    return numerical_gradient(lambda x: np.abs(x).sum(), points), numerical_gradient(lambda x: np.sin(x).prod(), points)


@scenario
def slopes_of_integers():
    return [numerical_gradient(lambda x: (x * x).sum(), np.array(x)).tolist() for x in (3, [1, 2], [[]])]


points = rng.uniform(0.5, 1.5, size=(2, 3))
signs, products = slopes_near_a_bend(points)
expect_close(signs, np.ones((2, 3)), atol=1e-6, call="numerical_gradient of the sum of |x|")
expect_close(products, np.sin(points).prod() / np.tan(points), atol=1e-6,
             call="numerical_gradient of a product of sines")
expect_close(slopes_of_integers()[1], [2.0, 4.0], atol=1e-6, call="numerical_gradient(sum of squares, [1, 2])",
             why="integers cannot move by 0.00001: compute in float64")
expect_equal(np.shape(slopes_of_integers()[2]), (1, 0), call="shape of numerical_gradient of a (1, 0) array")
expect_close(slopes_of_integers()[0], 6.0, atol=1e-6, call="numerical_gradient(x * x, 3)",
             why="a single number has a slope, too")


@scenario
def slope_of_a_cubic():
    return numerical_gradient(lambda x: (x ** 3).sum(), np.array([1.0]), h=0.1).tolist()


expect_close(slope_of_a_cubic(), [3.01], atol=1e-9, call="numerical_gradient(x ** 3, [1.0], h=0.1)",
             why="looking to both sides is wrong by h² only")


@scenario
def slope_with_the_usual_step():
    return numerical_gradient(lambda x: (x ** 3).sum(), np.array([0.0])).tolist()


expect_close(slope_with_the_usual_step(), [1e-10], rtol=1e-3, atol=0, call="numerical_gradient(x ** 3, [0.0])",
             why="x³ has slope h² there: h is 0.00001 unless told")


@scenario
def function_that_knows_x(values):
    x = np.array(values)
    return numerical_gradient(lambda moved: (moved * x).sum(), x).tolist()


expect_close(function_that_knows_x([3.0, 5.0]), [3.0, 5.0], atol=1e-6,
             call="numerical_gradient(lambda moved: (moved * x).sum(), x), x = [3, 5]",
             why="only f's argument moves; x itself stays as it is, also while the slopes are measured")
### END HIDDEN TESTS

# %%
model, x = MLP([784, 128, 10], rng=np.random.default_rng(0)), randn(64, 784, rng=np.random.default_rng(1))
taken = []
for _ in range(20):
    start = time.perf_counter()
    (model(x) ** 2).mean()
    taken.append(time.perf_counter() - start)
size, forward = sum(parameter.size for parameter in model.parameters()), min(taken)
print(f"{size:,} parameters, {forward * 1e6:.0f} µs for one forward pass, {2 * size * forward:.0f} s for one gradient")

# %% [markdown]
# That is a small network, and training wants thousands of gradients. The method of this module costs a few forward
# passes for **all** parameters, be they a hundred or a hundred billion; section 13 measures it. Trying stays useful:
# it will check every one of your rules, because it knows nothing of them.
#
# ## 2. A rule for each operation
#
# Let L be the one number at the end. On the way, an operation made `out` from its inputs. Suppose that we know already
# how L depends on `out`: an array `grad` of the shape of `out`, holding $\partial L / \partial out$. Then the
# operation can say how L depends on its inputs, and needs to know nothing of the rest of the program. For
# $c = a \cdot b$, number by number:
#
# $$\frac{\partial L}{\partial a} = \frac{\partial L}{\partial c}\,\frac{\partial c}{\partial a}
# = \mathrm{grad} \cdot b \qquad \frac{\partial L}{\partial b} = \mathrm{grad} \cdot a$$
#
# If a reaches L in several ways, the shares add up.
#
# This is a **gradient rule**: `rule(grad, out, *inputs, **params)` returns a tuple with one gradient for each input.
# It works on arrays, like `forward`. A tuple, also when there is only one input.

# %% exercise="mul_gradient"
#| export
# exercise: mul_gradient
def mul_gradient(grad, out, a, b):
    """Return the gradients for `a` and `b` of out = a * b, as a tuple. `grad` is the gradient for `out`.
    `out` itself is there for rules that have a use for it; this one has none.

    >>> mul_gradient(np.array([1.0]), np.array([6.0]), np.array([2.0]), np.array([3.0]))
    (array([3.]), array([2.]))
    """
    ### BEGIN SOLUTION
    return grad * b, grad * a
    ### END SOLUTION

# %% check="mul_gradient" points=2 hidden=2
a, b = np.array([2.0, 3.0]), np.array([5.0, 7.0])
got = mul_gradient(np.array([1.0, 10.0]), a * b, a, b)
expect_close(got[0], [5.0, 70.0], call="mul_gradient([1, 10], a * b, [2, 3], [5, 7])[0]",
             why="a weighs as much as b is large, and L hears ten times as much of the second product")
expect_close(got[1], [2.0, 30.0], call="mul_gradient([1, 10], a * b, [2, 3], [5, 7])[1]",
             why="b weighs as much as a is large")


@scenario
def look_at_the_incoming_gradient():
    grad = np.array([1.0, 10.0])
    mul_gradient(grad, np.array([10.0, 21.0]), np.array([2.0, 3.0]), np.array([5.0, 7.0]))
    return grad.tolist()


expect_equal(look_at_the_incoming_gradient(), [1.0, 10.0], call="mul_gradient(grad, ...); grad",
             why="other rules use the same array: never write into it")
### BEGIN HIDDEN TESTS
grad, a, b = (rng.normal(size=(2, 3)) for _ in range(3))
got = mul_gradient(grad, a * b, a, b)
expect_equal(len(got), 2, call="len(mul_gradient(grad, out, a, b))", why="one gradient for each input")
expect_close(got[0], grad * b, call="mul_gradient(grad, a * b, a, b)[0], (2, 3)")
expect_close(got[1], grad * a, call="mul_gradient(grad, a * b, a, b)[1], (2, 3)")
expect_close(mul_gradient(grad, a * 2.0, a, 2.0)[0], 2 * grad, call="mul_gradient(grad, a * 2, a, 2.0)[0]",
             why="an input may be a plain number")
got = mul_gradient(np.array([1.0, 1.0]), np.array([0.0, 0.0]), np.array([0.0, 2.0]), np.array([3.0, 0.0]))
expect_close(np.array([got[0], got[1]]), [[3.0, 0.0], [0.0, 2.0]], call="mul_gradient([1, 1], [0, 0], [0, 2], [3, 0])",
             why="a product may be 0: its slopes are not")
### END HIDDEN TESTS

# %% [markdown]
# ## 3. Broadcasting, backwards
#
# A bias of shape (3,) was added to a batch of shape (2, 3). The rule of `+` returns `grad` for both inputs, of shape
# (2, 3), and so hands the bias a gradient that does not fit it. What went wrong? Forward, each number of the bias was
# used **twice**, once in each row. If it grows, L changes through both rows, so its share is the **sum** of the two.
#
# What is repeated forward is summed backward. That holds for every operation, so it is written once, here, and rules
# need not know of it.

# %% exercise="unbroadcast"
#| export
# exercise: unbroadcast
def unbroadcast(grad, shape):
    """Return `grad` summed back to `shape`, the shape that an input had before it was broadcast to grad's.
    Raises ValueError, naming both shapes, if no array of that shape can be broadcast to the shape of `grad`.

    >>> unbroadcast(np.array([[1.0, 2.0], [3.0, 4.0]]), (2,)).tolist()
    [4.0, 6.0]
    """
    ### BEGIN SOLUTION
    extra = grad.ndim - len(shape)                       # axes that the input did not have
    if extra < 0 or any(n != m and n != 1 for n, m in zip(shape, grad.shape[extra:])):
        raise ValueError(f"a gradient of shape {grad.shape} does not belong to a tensor of shape {shape}")
    stretched = [extra + place for place, n in enumerate(shape) if n == 1]
    return grad.sum(axis=(*range(extra), *stretched)).reshape(shape)
    ### END SOLUTION

# %% check="unbroadcast" points=4 hidden=4
grad = np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]])
expect_close(unbroadcast(grad, (3,)), [11.0, 22.0, 33.0], call="unbroadcast([[1, 2, 3], [10, 20, 30]], (3,))",
             why="each number of a bias was used in every row: its gradients add up")
expect_close(unbroadcast(grad, (2, 1)), [[6.0], [60.0]], call="unbroadcast([[1, 2, 3], [10, 20, 30]], (2, 1))",
             why="a column was used in every column; the axis of length 1 stays")
expect_close(unbroadcast(grad, ()), 66.0, call="unbroadcast(grad, ())", why="a single number was used everywhere")
expect_close(unbroadcast(grad, (2, 3)), grad, call="unbroadcast(grad, (2, 3)), grad (2, 3)", why="nothing was repeated")
for larger, shape in (((2, 3), (2,)), ((3,), (2, 3))):
    expect_raises(ValueError, lambda: unbroadcast(np.ones(larger), shape), call=f"unbroadcast(grad {larger}, {shape})",
                  match=str(shape), why=f"{shape} does not broadcast to {larger}: the rule is wrong, say so")
### BEGIN HIDDEN TESTS
cases = [((3, 1, 5), (2, 3, 4, 5)), ((1, 1), (4, 3)), ((1,), (2, 2)), ((4, 1), (1, 3, 4, 2)), ((1, 3), (1, 3))]
for shape, larger in cases:
    grad = rng.normal(size=larger)
    expected = np.zeros(shape)
    for place in np.ndindex(*larger):
        source = tuple(i if n > 1 else 0 for i, n in zip(place[len(larger) - len(shape):], shape))
        expected[source] += grad[place]
    expect_close(unbroadcast(grad, shape), expected, call=f"unbroadcast(grad {larger}, {shape})")
for shape in ((3,), (1, 3)):
    expect_close(unbroadcast(np.zeros((0, 3)), shape), np.zeros(shape), call=f"unbroadcast(zeros (0, 3), {shape})",
                 why="an empty batch says nothing about the bias")
for shape, larger in (((2, 3), (3,)), ((3, 2), (2, 3)), ((1, 2, 3), (2, 3)), ((0,), (3,)), ((3, 3), (2, 3)),
                      ((2, 2), (2, 3))):
    for named in (shape, larger):
        expect_raises(ValueError, lambda: unbroadcast(np.ones(larger), shape), match=str(named),
                      call=f"unbroadcast(grad {larger}, {shape})", why="the error names both shapes")
### END HIDDEN TESTS

# %% [markdown]
# ## 4. Products of matrices
#
# For `out = a @ b` there is a proof with indices, and a way to remember it. The gradient for `a` has the shape of `a`,
# (n, k), and is made of `grad`, (n, m), and `b`, (k, m). There is one product of the two that comes out right. The
# same for `b`.
#
# Stacks of matrices, (..., n, k), are multiplied one by one; `transpose` would turn all the axes, and only the last
# two should turn. `np.swapaxes(x, -1, -2)` does that.

# %% exercise="matmul_gradient"
#| export
# exercise: matmul_gradient
def matmul_gradient(grad, out, a, b):
    """Return the gradients for `a` and `b` of out = a @ b, as a tuple. All have two axes or more.
    Shapes: grad (..., n, m), a (..., n, k), b (..., k, m) -> (..., n, k), (..., k, m).

    >>> matmul_gradient(np.ones((1, 1)), np.array([[11.0]]), np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]))[0]
    array([[3., 4.]])
    """
    ### BEGIN SOLUTION
    return grad @ np.swapaxes(b, -1, -2), np.swapaxes(a, -1, -2) @ grad
    ### END SOLUTION

# %% check="matmul_gradient" points=4 hidden=3
a, b = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0, 6.0, 7.0], [8.0, 9.0, 10.0]])
grad = np.array([[1.0, 0.0, 0.0], [0.0, 10.0, 0.0]])
got = matmul_gradient(grad, a @ b, a, b)
expect_close(got[0], [[5.0, 8.0], [60.0, 90.0]], call="matmul_gradient([[1, 0, 0], [0, 10, 0]], a @ b, a, b)[0]",
             why="L depends on out[0, 0] = a[0, 0] * 5 + a[0, 1] * 8, so a's first row weighs 5 and 8")
expect_close(got[1], [[1.0, 30.0, 0.0], [2.0, 40.0, 0.0]], call="matmul_gradient(the same)[1]",
             why="the gradient for b has b's shape, and b's last column is not in any entry that L depends on")
got = matmul_gradient(np.array([grad, 2 * grad]), np.array([a @ b, a @ b]), np.array([a, a]), np.array([b, b]))
expect_close(got[0], [[[5.0, 8.0], [60.0, 90.0]], [[10.0, 16.0], [120.0, 180.0]]],
             call="matmul_gradient of two such products, the second with 2 grad, stacked: (2, 2, 3), ...; [0]",
             why="a stack holds one matrix after the other: each is turned by itself")
expect_close(got[1], [[[1.0, 30.0, 0.0], [2.0, 40.0, 0.0]], [[2.0, 60.0, 0.0], [4.0, 80.0, 0.0]]],
             call="matmul_gradient(the same stacks)[1]", why="for b, too, each matrix is turned by itself")
### BEGIN HIDDEN TESTS
for stack in ((), (2,), (2, 3)):
    grad, a, b = (rng.normal(size=(*stack, *shape)) for shape in ((3, 2), (3, 4), (4, 2)))
    got = matmul_gradient(grad, a @ b, a, b)
    expect_close(got[0], np.einsum("...nm,...km->...nk", grad, b),
                 call=f"matmul_gradient(...)[0], a {a.shape}, b {b.shape}")
    expect_close(got[1], np.einsum("...nk,...nm->...km", a, grad),
                 call=f"matmul_gradient(...)[1], a {a.shape}, b {b.shape}",
                 why="of a stack, each matrix is transposed by itself")
square = rng.normal(size=(3, 3, 3))
expect_close(matmul_gradient(square[0], square[1] @ square[2], square[1], square[2])[1], square[1].T @ square[0],
             call="matmul_gradient(...)[1], all (3, 3)", why="square matrices hide a wrong turn from the shapes")
### END HIDDEN TESTS

# %% [markdown]
# ## 5. Folding, picking, normalising
#
# A sum lets every entry through once, so every entry of x receives the gradient of the sum that it went into. The
# work is in the shapes: an axis was folded away, and has to come back before `grad` broadcasts against x.
# `np.expand_dims(grad, axis)` puts axes of length 1 where they were (one axis or a tuple), and `np.broadcast_to`
# repeats without taking memory.

# %% exercise="sum_gradient"
#| export
# exercise: sum_gradient
def sum_gradient(grad, out, x, axis=None, keepdims=False):
    """Return the gradient for `x` of out = x.sum(axis, keepdims), in a tuple of one: of the shape of x.
    Shapes: x (2, 3) and axis 1 -> grad (2,), or (2, 1) with keepdims; returns (2, 3).

    >>> sum_gradient(np.array([1.0, 5.0]), None, np.zeros((2, 3)), axis=1)[0].tolist()
    [[1.0, 1.0, 1.0], [5.0, 5.0, 5.0]]
    """
    ### BEGIN SOLUTION
    if axis is not None and not keepdims:
        grad = np.expand_dims(grad, axis)
    return (np.broadcast_to(grad, x.shape),)
    ### END SOLUTION

# %% check="sum_gradient" points=3 hidden=3
x = np.zeros((2, 3))
expect_close(sum_gradient(np.array(4.0), None, x)[0], np.full((2, 3), 4.0), call="sum_gradient(4.0, out, x (2, 3))[0]",
             why="every entry went into the one sum, with weight 1")
expect_close(sum_gradient(np.array([1.0, 5.0]), None, x, axis=1)[0], [[1.0] * 3, [5.0] * 3],
             call="sum_gradient([1, 5], out, x (2, 3), axis=1)[0]", why="each row receives the gradient of its own sum")
expect_close(sum_gradient(np.array([1.0, 5.0]), None, np.zeros((2, 2)), axis=1)[0], [[1.0, 1.0], [5.0, 5.0]],
             call="sum_gradient([1, 5], out, x (2, 2), axis=1)[0]", why="a square array accepts a wrong axis, too")
expect_close(sum_gradient(np.array([[1.0], [5.0]]), None, x, axis=1, keepdims=True)[0], [[1.0] * 3, [5.0] * 3],
             call="sum_gradient([[1], [5]], out, x (2, 3), axis=1, keepdims=True)[0]",
             why="keepdims kept the axis: nothing has to be put back")
### BEGIN HIDDEN TESTS
x = rng.normal(size=(2, 3, 4))
for axis in (None, 0, 1, -1, (0, 2), (-1, 0)):
    for keepdims in (False, True):
        grad = rng.normal(size=x.sum(axis=axis, keepdims=keepdims).shape)
        expected = np.zeros(x.shape) + grad.reshape(x.sum(axis=axis, keepdims=True).shape)
        got = sum_gradient(grad, None, x, axis, keepdims)
        expect_equal(len(got), 1, call="len(sum_gradient(...))", why="a tuple, also for one input")
        expect_close(got[0], expected,
                     call=f"sum_gradient(grad, out, x (2, 3, 4), axis={axis}, keepdims={keepdims})[0]")
### END HIDDEN TESTS

# %% [markdown]
# Indexing picks entries. What was picked receives its gradient, the rest receives 0. And what was picked **twice**
# receives both: `x[[0, 0, 2]]` uses the first entry two times. Mind that NumPy's `a[index] += values` reads, adds
# and writes all at once, so that of two additions to one place the second overwrites the first.
# `np.add.at(a, index, values)` adds one after the other.

# %% exercise="index_gradient"
#| export
# exercise: index_gradient
def index_gradient(grad, out, x, index):
    """Return the gradient for `x` of out = x[index], in a tuple of one; places that were picked repeatedly add up.

    >>> index_gradient(np.array([1.0, 10.0, 5.0]), None, np.zeros(3), [0, 0, 2])[0].tolist()
    [11.0, 0.0, 5.0]
    """
    ### BEGIN SOLUTION
    gradient = np.zeros(x.shape, grad.dtype)
    np.add.at(gradient, index, grad)
    return (gradient,)
    ### END SOLUTION

# %% check="index_gradient" points=3 hidden=3
x = np.zeros((3, 2))
got = index_gradient(np.array([[1.0, 2.0], [10.0, 20.0]]), None, x, [2, 2])
expect_close(got[0], [[0.0, 0.0], [0.0, 0.0], [11.0, 22.0]], call="index_gradient(..., x (3, 2), index [2, 2])[0]",
             why="row 2 was picked twice: both gradients are its own; what was not picked receives 0")
expect_close(index_gradient(np.array([7.0, 8.0, 9.0]), None, x, (slice(None), 1))[0], [[0, 7.0], [0, 8.0], [0, 9.0]],
             call="index_gradient([7, 8, 9], out, x (3, 2), [:, 1])[0]",
             why="a slice picks places, too: they receive their gradients, the others 0, in a new array beside x")
### BEGIN HIDDEN TESTS
x = rng.normal(size=(4, 3)).astype(np.float32)
rows = rng.integers(0, 4, size=(2, 5))
for index in (1, (2, 0), slice(1, 3), (Ellipsis, 0), ([0, 3, 0], [1, 2, 1]), rows, x > 0, (None, 2)):
    grad = rng.normal(size=x[index].shape).astype(np.float32)
    places, expected = np.arange(12).reshape(4, 3)[index], np.zeros(12)
    for place, amount in zip(np.ravel(places), np.ravel(grad)):
        expected[place] += amount
    got = index_gradient(grad, None, x, index)
    expect_close(got[0], expected.reshape(4, 3), atol=1e-5, dtype=np.float32,
                 call=f"index_gradient(grad, out, x (4, 3), {index})[0]")


@scenario
def index_and_look_at_x():
    x, grad = np.array([1.0, 2.0, 3.0]), np.array([10.0, 20.0])
    index_gradient(grad, x[[0, 0]], x, [0, 0])
    return x.tolist(), grad.tolist()


expect_equal(index_and_look_at_x(), ([1.0, 2.0, 3.0], [10.0, 20.0]), call="index_gradient(grad, out, x, [0, 0]); x, grad",
             why="a rule makes a new array; what it looks at belongs to others")
### END HIDDEN TESTS

# %% [markdown]
# The last one has a proof worth doing. In $s_i = e^{x_i} / \sum_k e^{x_k}$, every output depends on every input along
# the axis. Raising $x_j$ raises $s_j$ and lowers all the others:
#
# $$\frac{\partial s_i}{\partial x_j} = s_i\,([i = j] - s_j)$$
#
# Here $[i = j]$ is 1 where i and j are the same place, and 0 elsewhere: every denominator depends on $x_j$, but only
# the numerator of $s_j$ does. That is a matrix for each row, 50,000 × 50,000 for a vocabulary of that size. The
# gradient does not need the matrix. $x_j$ reaches L through every $s_i$, and the shares add up:
#
# $$\sum_i g_i\, s_i\,([i = j] - s_j) = s_j\,g_j - s_j \sum_i g_i s_i$$
#
# One sum along the axis, and everything else number by number. `out` holds $s$ already.

# %% exercise="softmax_gradient"
#| export
# exercise: softmax_gradient
def softmax_gradient(grad, out, x, dim=-1):
    """Return the gradient for `x` of out = softmax(x) along the axis `dim`, in a tuple of one. No matrix is made.
    Shapes: grad, out and x (..., C) -> (..., C), for dim = -1.

    >>> softmax_gradient(np.array([1.0, 0.0]), np.array([0.5, 0.5]), np.zeros(2))[0].tolist()
    [0.25, -0.25]
    """
    ### BEGIN SOLUTION
    weighed = grad * out
    return (weighed - out * weighed.sum(axis=dim, keepdims=True),)
    ### END SOLUTION

# %% check="softmax_gradient" points=3 hidden=3
out = np.array([[0.25, 0.75], [0.5, 0.5]])
got = softmax_gradient(np.array([[1.0, 0.0], [4.0, 4.0]]), out, np.log(out))
expect_close(got[0], [[0.1875, -0.1875], [0.0, 0.0]], call="softmax_gradient([[1, 0], [4, 4]], out, x)[0]",
             why="0.25 · 0.75 in the first row; where all probabilities matter alike, nothing is to be gained")
got = softmax_gradient(np.array([[1.0, 4.0], [0.0, 4.0]]), out.T, np.log(out.T), dim=0)
expect_close(got[0], [[0.1875, 0.0], [-0.1875, 0.0]], call="softmax_gradient(the same, all turned, dim=0)[0]",
             why="the sum goes along the axis that softmax went along")
### BEGIN HIDDEN TESTS
x = rng.normal(size=(3, 2, 4)) * 3
for dim in (0, 1, 2, -1):
    out = np.exp(x) / np.exp(x).sum(axis=dim, keepdims=True)
    grad = rng.normal(size=x.shape)
    expected = np.zeros(x.shape)
    rows_out, rows_grad, rows = (np.moveaxis(array, dim, -1) for array in (out, grad, expected))
    for place in np.ndindex(*rows.shape[:-1]):
        s = rows_out[place]
        rows[place] = (np.diag(s) - np.outer(s, s)) @ rows_grad[place]
    expect_close(softmax_gradient(grad, out, x, dim)[0], expected, atol=1e-9,
                 call=f"softmax_gradient(grad, out, x (3, 2, 4), dim={dim})[0]")
    expect_close(softmax_gradient(grad, out, x, dim=dim)[0].sum(axis=dim), 0.0, atol=1e-9,
                 call=f"its sum along dim {dim}", why="raising all scores alike changes nothing")
expect_close(softmax_gradient(grad, out, x)[0], expected, atol=1e-9, call="softmax_gradient(grad, out, x (3, 2, 4))[0]",
             why="the last axis, unless another one is named")
### END HIDDEN TESTS

# %%
scores, weights = np.array([0.5, -1.0, 2.0]), np.array([1.0, 5.0, -2.0])
by_trying = numerical_gradient(lambda x: (softmax_forward(x) * weights).sum(), scores)
print(by_trying, softmax_gradient(weights, softmax_forward(scores), scores)[0], sep="\n")

# %% [markdown]
# Two ways that know nothing of each other, the same numbers. The remaining rules are of the same kind: calculus for
# the activations and losses, bookkeeping for the shapes. They are given; read three or four of them and compare them
# with what you would have written.
#
# One device is new. The gradients of a linear layer are two large products, and for the first layer one of the two is
# the gradient for the data, which nobody wants. A rule may wrap a gradient as `Later(function)`; it is computed only if
# somebody asks. `NOTHING` means: there is no gradient for this input.

# %% given="rules"
#| export
class Later:
    """A gradient that is computed only if its tensor requires one."""

    __slots__ = ("make",)
    shape = None                                         # like no array's, so that nobody takes it for one

    def __init__(self, make): self.make = make


NOTHING = Later(None)                                    # for an input that has no gradient: class ids, a mask


def spread(reduced, x, axis=None, keepdims=False):
    """What a reduction of x gave, back in the shape of x."""
    return sum_gradient(reduced, None, x, axis, keepdims)[0]


def power_gradient(grad, out, a, b):
    def for_exponent():
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where((a == 0) & (b >= 0), 0, grad * out * np.log(a))           # 0 ** b does not depend on b
    return Later(lambda: grad * np.where(b == 0, 0, b * a ** np.where(b == 0, 1, b - 1))), Later(for_exponent)


def square_or_power_gradient(grad, out, a, b):
    """The power's rule, without its detours where the exponent is the number 2."""
    return (2 * grad * a,) if isinstance(b, int) and b == 2 else power_gradient(grad, out, a, b)


def vectors_too(grad, out, a, b):
    """matmul_gradient for products with vectors, read as matrices of one row or one column."""
    rows, columns = a.reshape(1, -1) if a.ndim == 1 else a, b.reshape(-1, 1) if b.ndim == 1 else b
    grad = grad.reshape(*out.shape[:out.ndim - (a.ndim > 1) - (b.ndim > 1)], rows.shape[-2], columns.shape[-1])
    for_a, for_b = matmul_gradient(grad, None, rows, columns)
    return for_a[..., 0, :] if a.ndim == 1 else for_a, for_b[..., 0] if b.ndim == 1 else for_b


def linear_gradient(grad, out, x, weight, bias=None):
    rows, examples = grad.reshape(-1, len(weight)), x.reshape(-1, weight.shape[1])    # (batch, out), (batch, in)
    for_x, for_weight = Later(lambda: (rows @ weight).reshape(x.shape)), Later(lambda: rows.T @ examples)
    return for_x, for_weight, rows                       # the bias was broadcast


def pick_gradient(grad, out, x, index):
    """index_gradient, with a short way for plain places and slices, which pick nothing twice."""
    parts, plain = index if isinstance(index, tuple) else (index,), (int, np.integer, slice, type(None), type(...))
    if not all(isinstance(part, plain) for part in parts):
        return index_gradient(grad, out, x, index)
    gradient = np.zeros(x.shape, grad.dtype)
    gradient[index] = grad
    return (gradient,)


def extreme_gradient(grad, out, x, axis=None, keepdims=False):
    """For max and min: equal winners share the gradient."""
    winners = x == spread(out, x, axis, keepdims)
    shares = winners.sum(axis=axis, keepdims=True, dtype=grad.dtype)
    return (spread(grad, x, axis, keepdims) * winners / shares,)


def mean_gradient(grad, out, x, axis=None, keepdims=False):
    return (spread(grad, x, axis, keepdims) / max(x.size // max(out.size, 1), 1),)


def var_gradient(grad, out, x, axis=None, keepdims=False, correction=1):
    distances = x - mean_forward(x, axis, keepdims=True)
    return (spread(grad, x, axis, keepdims) * distances * (2 / (x.size // max(out.size, 1) - correction)),)

# %% given="more_rules"
#| export
def cat_gradient(grad, out, *arrays, dim=0):
    stops = np.cumsum([array.shape[dim] for array in arrays])[:-1]
    return np.split(grad, stops, axis=dim)


def gelu_gradient(grad, out, x, approximate="none"):
    if approximate == "none":
        return (grad * ((1 + erf(x / math.sqrt(2))) / 2 + x * np.exp(x * x / -2) / math.sqrt(2 * math.pi)),)
    rate, slope = math.sqrt(2 / math.pi), x * x
    gate = slope * (0.044715 * rate)
    gate += rate                                         # in place from here on: a new large array costs more than its
    gate *= x                                            # numbers, and these two belong to nobody else
    gate = np.tanh(gate)
    slope *= 3 * 0.044715 * rate
    slope += rate
    slope *= x                                           # x times the slope of what tanh was given
    slope *= 1 - gate
    slope += 1
    gate += 1
    slope *= gate                                        # (1 + gate) (1 + (1 - gate) s) is twice the slope of GELU
    slope *= 0.5 * grad
    return (slope,)


def silu_gradient(grad, out, x):
    gate = sigmoid_forward(x)
    return (grad * gate * (1 + x * (1 - gate)),)


def log_softmax_gradient(grad, out, x, dim=-1):
    return (grad - np.exp(out) * grad.sum(axis=dim, keepdims=True),)


def logsumexp_gradient(grad, out, x, dim=-1, keepdim=False):
    return (spread(grad, x, dim, keepdim) * np.exp(x - spread(out, x, dim, keepdim)),)


def mse_gradient(grad, out, input, target, reduction="mean"):
    share = 2 * grad * (input - target) / (input.size if reduction == "mean" else 1)
    return share, -share


def class_gradient(grad, slopes, counted, reduction):
    """For losses of class ids: a new array `slopes` (N, C), 0 for examples that are not `counted`, times their share."""
    number = np.count_nonzero(counted)
    if number < len(counted):
        slopes[~counted] = 0
    slopes *= np.reshape(grad / max(number, 1) if reduction == "mean" else grad, (-1, 1))
    return slopes, NOTHING


def nll_gradient(grad, out, log_probs, target, reduction="mean", ignore_index=-100):
    slopes, counted = np.zeros_like(log_probs), target != ignore_index
    slopes[counted, target[counted]] = -1
    return class_gradient(grad, slopes, counted, reduction)


def cross_entropy_gradient(grad, out, logits, target, reduction="mean", ignore_index=-100):
    slopes, counted = softmax_forward(logits, dim=1), target != ignore_index         # what is guessed ...
    slopes[counted, target[counted]] -= 1                                            # ... minus what is true
    return class_gradient(grad, slopes, counted, reduction)


def bce_gradient(grad, out, input, target, reduction="mean"):
    share = grad / input.size if reduction == "mean" else grad
    return share * (input - target) / np.maximum(input * (1 - input), 1e-12), NOTHING


def bce_logits_gradient(grad, out, input, target, reduction="mean"):
    share = grad / input.size if reduction == "mean" else grad
    return share * (sigmoid_forward(input) - target), NOTHING

# %% given="table"
#| export
GRADIENTS = {                                            # gradient(grad, out, *arrays, **params) -> one for each input
    "add": lambda grad, out, a, b: (grad, grad),
    "sub": lambda grad, out, a, b: (grad, -grad),
    "mul": mul_gradient,
    "div": lambda grad, out, a, b: (grad / b, Later(lambda: -grad * out / b)),
    "pow": square_or_power_gradient,
    "neg": lambda grad, out, a: (-grad,),
    "matmul": lambda grad, out, a, b: (matmul_gradient if a.ndim > 1 < b.ndim else vectors_too)(grad, out, a, b),
    "sum": sum_gradient, "mean": mean_gradient, "var": var_gradient, "max": extreme_gradient, "min": extreme_gradient,
    "reshape": lambda grad, out, x, shape: (grad.reshape(x.shape),),
    "transpose": lambda grad, out, x, dim0, dim1: (np.swapaxes(grad, dim0, dim1),),
    "permute": lambda grad, out, x, dims: (grad.transpose(np.argsort([dim % x.ndim for dim in dims])),),
    "index": pick_gradient,
    "where": lambda grad, out, condition, x, y: (NOTHING, np.where(condition, grad, 0), np.where(condition, 0, grad)),
    "masked_fill": lambda grad, out, x, mask, value: (np.where(mask, 0, grad), NOTHING),
    "cat": cat_gradient,
    "linear": linear_gradient,
    "exp": lambda grad, out, x: (grad * out,),
    "log": lambda grad, out, x: (grad / x,),
    "tanh": lambda grad, out, x: (grad * (1 - out * out),),
    "relu": lambda grad, out, x: (grad * (x > 0),),
    "leaky_relu": lambda grad, out, x, negative_slope=0.01: (np.where(x > 0, grad, grad * negative_slope),),
    "sigmoid": lambda grad, out, x: (grad * out * (1 - out),),
    "silu": silu_gradient, "gelu": gelu_gradient,
    "softmax": softmax_gradient, "log_softmax": log_softmax_gradient, "logsumexp": logsumexp_gradient,
    "mse_loss": mse_gradient, "nll_loss": nll_gradient, "cross_entropy": cross_entropy_gradient,
    "binary_cross_entropy": bce_gradient, "binary_cross_entropy_with_logits": bce_logits_gradient,
}
for name, rule in GRADIENTS.items():
    Op.table[name].gradient = rule


def gradient_of(op):
    """The gradient rule of an operation, given as an Op or by its name; LookupError if it has none."""
    op = Op.table[op] if isinstance(op, str) else op
    if op.gradient is None:
        raise LookupError(f"{op.name} has no gradient rule; later ones are given as Op(name, forward, gradient)")
    return op.gradient

# %%
print(len(GRADIENTS), "rules; without one:", [name for name, op in Op.table.items() if op.gradient is None])
gradient_of("tanh")(np.ones(3), np.tanh([-1.0, 0.0, 1.0]), np.array([-1.0, 0.0, 1.0]))

# %% [markdown]
# ## 6. Taking notes
#
# Comparisons and argmax have no rule: they answer in steps, and a step has no slope.
#
# Rules are local. To chain them, we must know what was computed, in which order. Module 01 left a door for it: after
# every operation, `apply` calls `recorder.record(op, inputs, arrays, params, result)`. So we take notes, on the result
# itself. Its `origin` becomes a tuple:
#
# | place | what | |
# |---|---|---|
# | 0 | its age, `next(numbers)` | falling: 0, −1, −2 ... The **youngest** result has the **smallest** age |
# | 1, 2 | the operation, its inputs | inputs are tensors, arrays or numbers, as they were given |
# | 3, 4 | arrays, params | what `forward` was called with, and the rule will be |
#
# We note only what matters: if no input is a tensor that requires a gradient, the result has no history. Otherwise it
# requires a gradient itself, and so the notes go on. All together they are a **graph**: each result points to its
# inputs, these to theirs, down to the **leaves**, which nobody computed: weights and data.

# %% given="notes"
#| export
numbers = count(0, -1)                                   # falling, so that the youngest comes out of a heap first


def without_rule(op, result):
    """For an operation without a gradient rule: complain if a gradient gets lost in it, else say nothing."""
    if result.data.dtype.kind == "f":
        raise RuntimeError(f"{op.name} has no gradient rule, and one of its inputs requires a gradient: "
                           f"give it one, Op.table[{op.name!r}].gradient = rule, or call it under no_grad()")

# %% exercise="record"
#| export
# exercise: record
def record(op, inputs, arrays, params, result):
    """Note on `result` how it was made, if one of `inputs` is a Tensor with requires_grad; returns nothing.

    Sets `result.requires_grad` and `result.origin = (next(numbers), op, inputs, arrays, params)`. If `op.gradient` is
    None, it calls `without_rule(op, result)` instead. From then on:

    >>> (Tensor([1.0], requires_grad=True) * 2).origin[1]
    Op('mul')
    """
    ### BEGIN SOLUTION
    for x in inputs:
        if isinstance(x, Tensor) and x.requires_grad:
            if op.gradient is None:
                return without_rule(op, result)
            result.requires_grad, result.origin = True, (next(numbers), op, inputs, arrays, params)
            return None
    return None
    ### END SOLUTION

# %% check="record" points=3 hidden=2
@scenario
def note(*wanted, rule=True):
    """What is noted on a result of inputs that do or do not (None: a number) require a gradient."""
    inputs = tuple(2.0 if want is None else Tensor([1.0], requires_grad=want) for want in wanted)
    arrays = [2.0 if want is None else x.data for want, x in zip(wanted, inputs)]
    op = SimpleNamespace(name="op", gradient=(lambda grad, out, *arrays: None) if rule else None)
    results = [wrap(np.ones(1, np.float32)), wrap(np.ones(1, np.float32))]
    for result in results:
        record(op, inputs, arrays, {"axis": 0}, result)
    origins = [result.origin for result in results]
    if origins[0] is None:
        return results[0].requires_grad, origins
    kept = [origins[0][1] is op, origins[0][2] is inputs, origins[0][3] is arrays, origins[0][4] == {"axis": 0}]
    return results[0].requires_grad, kept, origins[1][0] < origins[0][0]


expect_equal(note(False, True), (True, [True] * 4, True), call="record(op, (data, weight), arrays, params, result)",
             why="the second input requires a gradient: so does the result; a later result is younger, its age smaller")
expect_equal(note(False, None), (False, [None, None]), call="record(op, (data, 2.0), arrays, params, result)",
             why="nobody wants this gradient: no notes, no memory")
expect_equal(note(None, True), (True, [True] * 4, True), call="record(op, (2.0, weight), arrays, params, result)",
             why="a plain number has no requires_grad")
expect_equal(note(True, False), (True, [True] * 4, True), call="record(op, (weight, data), arrays, params, result)",
             why="one input that requires a gradient is enough, wherever it stands")
expect_raises("RuntimeError", lambda: note(True, rule=False), match="gradient rule",
              call="record(op without a rule, (weight,), ...)",
              why="a gradient would get lost without a word: without_rule complains of it")


@scenario
def compare_and_record():
    op, x, result = SimpleNamespace(name="gt", gradient=None), Tensor([1.0], requires_grad=True), wrap(np.ones(1, bool))
    record(op, (x,), [x.data], {}, result)
    return result.requires_grad, result.origin


expect_equal(compare_and_record(), (False, None), call="record(a comparison, (weight,), ...)",
             why="a mask has no gradient: without_rule is called instead of taking notes")
### BEGIN HIDDEN TESTS
@scenario
def noted(name, wanted, values, params, rule=True):
    """What a result then says of itself: does it require a gradient, which is younger, and its notes, as plain data."""
    inputs = tuple(value if want is None else Tensor([value], requires_grad=want)
                   for want, value in zip(wanted, values))
    arrays = [[value, 0.5] for value in values]
    op = SimpleNamespace(name=name, gradient=(lambda grad, out, *arrays: None) if rule else None)
    first, result = wrap(np.ones(1, np.float32)), wrap(np.ones(1, np.float32))
    for each in (first, result):
        record(op, inputs, arrays, params, each)
    if result.origin is None:
        return result.requires_grad, None
    age, op, inputs, arrays, params = result.origin
    tensors = [float(getattr(x, "data", [x])[0]) for x in inputs]
    return result.requires_grad, age < first.origin[0], op.name, tensors, arrays, params


def drawn(wants):
    """An operation of up to four inputs, of which one requires a gradient if `wants`."""
    others = [(False, None)[int(choice)] for choice in rng.integers(2, size=int(rng.integers(4)))]
    wanted = [*others, True] if wants else others
    wanted = [wanted[place] for place in rng.permutation(len(wanted)).tolist()]
    values = rng.integers(1, 99, size=len(wanted)).astype(float).tolist()
    return f"op{int(rng.integers(1000))}", wanted, values, {f"setting{int(rng.integers(99))}": int(rng.integers(99))}


for name, wanted, values, params in [drawn(True) for _ in range(5)] + [("all", [True] * 3, [1.0, 2.0, 3.0], {})]:
    expected = (True, True, name, values, [[value, 0.5] for value in values], params)
    expect_equal(noted(name, wanted, values, params), expected, call=f"record({name}, inputs that require {wanted}, ...)",
                 why="one input that requires a gradient is enough, and the notes hold what was handed over")
    expect_raises("RuntimeError", lambda: noted(name, wanted, values, params, rule=False), match=name,
                  call=f"record({name} without a rule, inputs that require {wanted}, ...)",
                  why="one of them requires a gradient, which would get lost")
for name, wanted, values, params in [drawn(False) for _ in range(3)] + [("nothing", [], [], {})]:
    for rule in (True, False):
        expect_equal(noted(name, wanted, values, params, rule), (False, None),
                     call=f"record({name}, inputs that require {wanted}, ...), with a rule: {rule}",
                     why="nobody wants this gradient")
### END HIDDEN TESTS

# %%
set_recorder(SimpleNamespace(record=record))             # for a look; the real one follows in section 9
x, w = Tensor([1.0, 2.0]), Tensor([3.0, 4.0], requires_grad=True)
y = (w * x).sum()
print(y.requires_grad, y.origin[:2], y.origin[2][0].origin[:2], (x + 1).origin)

# %% [markdown]
# ## 7. Who was before
#
# First, only walk: list every tensor that an operation made on the way to `root`. Two things happen in real graphs.
# A tensor is used a thousand times, and should be listed once. And a chain is ten thousand operations long, while
# Python gives up at about a thousand nested calls. So no recursion: keep a list of tensors that wait to be looked at,
# take one out, put its inputs in, until the list is empty.

# %% exercise="history"
#| export
# exercise: history
def history(root):
    """Return the tensors that were made by recorded operations on the way to `root`, itself included, youngest first.
    Each once; leaves, whose origin is None, are not in the list. Works for any length, in linear time.

    >>> [made.origin[1] for made in history((Tensor([1.0], requires_grad=True) * 2).sum())]
    [Op('sum'), Op('mul')]
    """
    ### BEGIN SOLUTION
    found, seen, waiting = [], set(), [root]
    while waiting:
        x = waiting.pop()
        if isinstance(x, Tensor) and x.origin is not None and id(x) not in seen:
            seen.add(id(x))
            found.append(x)
            waiting.extend(x.origin[2])
    return sorted(found, key=lambda x: x.origin[0])
    ### END SOLUTION

# %% check="history" points=3 hidden=2
@scenario
def steps(diamond):
    x = Tensor([1.0, 1.0], requires_grad=True)
    a = by_hand(1, None, x, 2.0)
    b = by_hand(2, None, a, x)
    c = by_hand(3, None, a, np.ones(2), a)
    d = by_hand(4, None, c, b) if diamond else by_hand(4, None, b)
    return [-made.origin[0] for made in history(d)]


expect_equal(steps(diamond=False), [4, 2, 1], call="history(d), d made of b, b of a and x, a of x: made in steps",
             why="youngest first, without leaves, and without c, which d was not made of")
expect_equal(steps(diamond=True), [4, 3, 2, 1], call="history(d), d made of c and b, both made of a: made in steps",
             why="the youngest comes first, whichever way the walk took; a was used three times and is listed once")


@scenario
def length_of_a_chain():
    made = Tensor([1.0, 1.0], requires_grad=True)
    for step in range(1, 2001):
        made = by_hand(step, None, made)
    return len(history(made))


expect_equal(length_of_a_chain(), 2000, call="len(history(the end of a chain of 2,000 operations))",
             why="Python gives up at about a thousand nested calls: keep a list of what waits instead")
### BEGIN HIDDEN TESTS
@scenario
def chain_and_fan(length):
    x = Tensor([1.0, 1.0], requires_grad=True)
    y, doubled = x, x
    for number in range(1, length):
        y = by_hand(number, None, y, x)
    for number in range(1, 61):
        doubled = by_hand(number, None, doubled, doubled)
    ordered = [-made.origin[0] for made in history(y)] == list(range(length - 1, 0, -1))
    return len(history(y)), len(history(doubled)), history(x), ordered


@scenario
def short_way_and_long_way():
    x = Tensor([1.0, 1.0], requires_grad=True)
    a = by_hand(1, None, x)
    b = by_hand(2, None, a)
    c = by_hand(3, None, b)
    d = by_hand(4, None, a, c, b)
    return [-made.origin[0] for made in history(d)]


expect_equal(short_way_and_long_way(), [4, 3, 2, 1], call="history(d), d of a, c and b; c of b; b of a: made in steps",
             why="a is nearest to d, and the oldest all the same")
length = int(rng.integers(35_000, 45_000))               # twice as many take twice as long, and not four times
expect_equal(chain_and_fan(length), (length - 1, 60, [], True),
             call="a chain of thousands; sixty doublings; a leaf; youngest first?",
             why="no recursion limit, and no path is walked twice: sixty doublings have 2⁶⁰ paths")
### END HIDDEN TESTS

# %% [markdown]
# ## 8. The backward pass
#
# Now let gradients flow. The obvious program follows the definition: to push a gradient into a tensor, ask the rule
# how much of it belongs to each input, and push that into the inputs.

# %%
def push(x, grad):
    """Push `grad` into x and on into everything x was made of. Returns how many pushes that took."""
    if x.origin is None:
        x.grad = grad if x.grad is None else x.grad + grad
        return 1
    _, op, inputs, arrays, params = x.origin
    grads = op.gradient(grad, x.data, *arrays, **params)
    return 1 + sum(push(i, g) for i, g in zip(inputs, grads) if isinstance(i, Tensor) and i.requires_grad)

# %%
for doublings in (1, 5, 10, 15):
    y = x = Tensor(1.0, requires_grad=True)
    for _ in range(doublings):
        y = y + y
    print(f"{doublings} doublings: {push(y, np.ones(())):>6} pushes, gradient {x.grad}")

for _ in range(10_000):
    x = x * 1.0
try:
    push(x, np.ones(()))
except RecursionError as problem:
    print(problem)

# %% [markdown]
# Right, and hopeless: fifteen operations took 65,535 pushes, because every *path* is walked; and a long chain is too
# deep. The remedy: let a tensor wait until **all** of its gradient has arrived, then ask its rule once. That
# is when everything made from it has been handled, and whatever was made from it is **younger**. So always handle the
# youngest tensor that waits.
#
# ![A diamond of five tensors, and who waits and is handled in each step](figures/order.svg)
#
# In the third step, a waits with half of its gradient; b is younger and goes first. A waiting tensor keeps what has
# arrived in its `grad`; one that has a `grad` already is in the heap already. A heap hands out the youngest:
# `heappush(heap, item)` puts in a pair of an origin and its tensor, `heappop(heap)` takes one out.
#
# A gradient that arrives second is added to the first, as a **new** array: the rule of `+` handed one array to both of
# its inputs, and `+=` would change it for both.
#
# To be used: `fitted(grad, x, op)` gives what a rule said the shape and dtype of x. `own(grad)` is a copy, for leaves,
# whose gradients people keep and change.

# %% given="tools"
#| export
@lru_cache
def _ones(size, dtype):
    return np.ones(size, dtype)


def fitted(grad, x, op):
    """`grad` as the gradient of the tensor x: computed if it was put off, summed to x's shape, in x's dtype."""
    data = x.data
    if grad is NOTHING:
        raise RuntimeError(f"{op.name} has no gradient for this input, a tensor of shape {data.shape} that requires one")
    if isinstance(grad, Later):
        grad = grad.make()
    if grad.ndim == 2 and grad.shape[1:] == data.shape:
        grad = _ones(len(grad), grad.dtype).dot(grad)    # a sum over rows, which BLAS begins sooner than NumPy a sum
    elif grad.shape != data.shape:
        try:
            grad = unbroadcast(grad, data.shape)
        except ValueError as problem:
            raise ValueError(f"the gradient rule of {op.name} is wrong: {problem}") from problem
    return grad if grad.dtype is data.dtype else np.asarray(grad, data.dtype)


def own(grad):
    """`grad` in memory that nobody else knows."""
    return np.array(grad)


def _freed(grad, out):
    raise RuntimeError("this graph has been used by an earlier backward() and freed: "
                       "call that one with retain_graph=True, or compute the tensor again")


FREED = SimpleNamespace(name="freed", gradient=_freed)   # stands in for the operation of a tensor whose graph is freed
NO_PARAMS = {}


def owner(array):
    """The array whose memory this one looks into."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


class Changes:
    """Remembers which memory was written into, and when: rules need the numbers of the forward pass."""

    def __init__(self):
        self.latest, self.moments = 1, {}                # the moment of the last change, and of each memory's by id

    def note(self, x):
        """Called by module 01 for `x[...] = value`."""
        memory, self.latest = owner(x.data), next(numbers)
        key, moments = id(memory), self.moments
        moments[key] = (self.latest, weakref.ref(memory, lambda _: moments.pop(key, None)))

    def since(self, number, array):
        return isinstance(array, np.ndarray) and self.moments.get(id(owner(array)), (number,))[0] < number


changes = Changes()


def complain_if_changed(out):
    """RuntimeError if a tensor that the rule of `out` will read was changed after `out` had been computed."""
    number, op, _, arrays, _ = out.origin
    changed = [np.shape(array) for array in (*arrays, out.data) if changes.since(number, array)]
    if changed:
        raise RuntimeError(f"a tensor of shape {changed[0]} was changed in place after {op.name} had used or made it: "
                           "its gradient would be wrong. Change a copy(), or call backward() before the change")

# %% exercise="backward_pass"
#| export
# exercise: backward_pass
def backward_pass(root, retain_graph=False):
    """Send the gradient `root.grad` to every tensor that requires one and that `root` was made of.

    Every rule is asked once. Leaves (origin None) end with their gradient in `grad`, added to what was there: an array,
    also where NumPy's + makes a bare number, for a tensor without axes. `grad` of every other tensor, also of root, is
    None in the end; and unless `retain_graph`, its origin becomes `(age, FREED, (), (), NO_PARAMS)`.
    """
    waiting, last_change = [(root.origin, root)], changes.latest
    while waiting:
        (age, op, inputs, arrays, params), out = heappop(waiting)                     # the youngest of those that wait
        if age > last_change:                                                         # it is older
            complain_if_changed(out)
        ### BEGIN SOLUTION
        given, out.grad = (out.grad, out.data, *arrays), None
        for x, grad in zip(inputs, op.gradient(*given, **params) if params else op.gradient(*given)):
            if isinstance(x, Tensor) and x.requires_grad:
                data, before = x.data, x.grad
                if grad.shape != data.shape or grad.dtype is not data.dtype:
                    grad = fitted(grad, x, op)
                if before is not None:
                    x.grad = before + grad if data.ndim else np.array(before + grad)  # NumPy gives a bare number
                elif x.origin is None:
                    x.grad = grad if data.ndim and grad.base is None and grad is not given[0] else own(grad)
                else:
                    x.grad = grad
                    heappush(waiting, (x.origin, x))
        if not retain_graph:
            out.origin = (age, FREED, (), (), NO_PARAMS)
        ### END SOLUTION

# %% check="backward_pass" points=7 hidden=5
@scenario
def through_a_diamond(retain_graph):                     # d = b + 10 c, b = 2 a + a, c = 3 a in two rows, a = 5 x
    x, data = Tensor([1.0, 1.0], requires_grad=True), Tensor([1.0, 1.0])
    a = by_hand(1, lambda grad, out, x: (5 * grad,), x)
    b = by_hand(2, lambda grad, out, x, y, z: (2 * grad, grad, grad), a, a, data)
    c = by_hand(3, lambda grad, out, x: (3 * np.array([grad, grad]),), a)
    d = by_hand(4, lambda grad, out, x, y, z: (grad, 10 * grad, grad), b, c, 7.0)
    made, d.grad = [a, b, c, d], np.array([1.0, 100.0])
    backward_pass(d, retain_graph)
    once = x.grad.tolist(), data.grad, [m.grad for m in made], [m.origin[1] is FREED for m in made]
    if retain_graph:
        d.grad = np.array([1.0, 1.0])
        backward_pass(d, retain_graph)
    return (*once, x.grad.tolist(), x.grad.dtype.name)


once = through_a_diamond(False)
expect_close(once[0], [315.0, 31500.0], call="x.grad after backward_pass(d) with d.grad = [1, 100]",
             why="by b: 5 · (2 + 1) · 1; by c: 5 · 3 · 10, for both rows, twice. Gradients of all ways add up")
expect_equal(once[1:4], (None, [None] * 4, [True] * 4), call="grad of data, grad of a, b, c, d, are these freed?",
             why="only leaves that require a gradient keep one; what was handled gives its memory back")
expect_close(through_a_diamond(True)[4], [630.0, 31815.0], call="x.grad after a second pass with d.grad = [1, 1]",
             why="with retain_graph=True the graph is still there, and a leaf's new gradient is added to the old one")


@scenario
def one_array_for_all():
    a, b, p, q = (Tensor([0.0, 0.0], requires_grad=True, dtype=np.float64) for _ in range(4))
    u, w = (by_hand(step, lambda grad, out, x: (1 * grad,), x) for step, x in ((1, b), (2, a)))
    t = by_hand(3, lambda grad, out, w: (10 * grad,), w)
    s = by_hand(4, lambda grad, out, w, u: (grad, grad), w, u)
    last = by_hand(5, lambda grad, out, *inputs: (grad,) * 4, t, s, p, q)
    last.grad = np.ones(2)
    backward_pass(last)
    p.grad[...] = 9
    return a.grad[0], b.grad[0], q.grad[0]


expect_close(one_array_for_all(), [11, 1, 1], call="u=b*1; w=a*1; t=w*10; s=w+u; t+s+p+q; p.grad=9; grad of a, b, q",
             why="the rule of + handed one array to both: add into a new one, and a leaf's gradient is its own memory")
### BEGIN HIDDEN TESTS
expect_equal(through_a_diamond(True)[5], "float32", call="x.grad.dtype, x float32",
             why="a gradient has its tensor's dtype")


@scenario
def rules_asked(doublings, length):
    asked = []

    def rule(grad, out, *inputs):
        asked.append(1)
        return [grad] * len(inputs)

    x, z = Tensor([1.0, 1.0], requires_grad=True), Tensor([1.0, 1.0], requires_grad=True)
    y, chain = x, z
    for number in range(1, doublings + 1):
        y = by_hand(number, rule, y, y)
    for number in range(1, length + 1):
        chain = by_hand(number, rule, chain)
    y.grad, chain.grad = np.ones(2), np.ones(2)
    backward_pass(y)
    first = len(asked)
    backward_pass(chain)
    return first, len(asked) - first, x.grad.tolist(), z.grad.tolist()


length = int(rng.integers(8000, 12000))
expect_equal(rules_asked(40, length), (40, length, [2.0**40] * 2, [1.0, 1.0]),
             call="forty doublings and a chain of thousands: rules asked, gradients",
             why="each rule is asked once, when all of its gradient has arrived")


@scenario
def shared_arrays(values):
    def rule(grad, out, x, y):
        return grad, grad

    x, y, z, v = (Tensor([0.0, 0.0], requires_grad=True, dtype=np.float64) for _ in range(4))
    repeated = by_hand(1, lambda grad, out, v: (np.broadcast_to(grad[0], 2),), v)
    out = by_hand(4, rule, by_hand(3, rule, by_hand(2, rule, x, y), repeated), z)
    gradient = np.array(values)
    out.grad = gradient
    backward_pass(out)
    found = [t.grad.tolist() for t in (x, y, z, v)]
    y.grad[...] = v.grad[...] = 9
    return found, gradient.tolist(), x.grad.tolist(), z.grad.tolist(), out.origin[1] is FREED


values = rng.normal(size=2).tolist()
expect_equal(shared_arrays(values), ([values, values, values, [values[0]] * 2], values, values, values, True),
             call="backward_pass(x + y + v + z), and then y.grad[...] = v.grad[...] = 9",
             why="no array is written into, each leaf's gradient is its own, and the graph is freed unless it is to be kept")


@scenario
def single_numbers_and_params(factor):
    x = Tensor(1.0, requires_grad=True)
    made = by_hand(1, lambda grad, out, a, b, factor, power: (factor * grad, factor**power * grad), x, x)
    made.data, made.origin = np.ones(()), (*made.origin[:4], {"factor": factor, "power": 2})
    made.grad = np.array(1.0)
    backward_pass(made)
    return float(x.grad), np.shape(x.grad), type(x.grad).__name__


expect_equal(single_numbers_and_params(3.0), (12.0, (), "ndarray"), call="a rule with params, on single numbers",
             why="3 and 3²: a rule receives the params that forward had; and a sum of arrays without axes is no array")


@scenario
def one_array_for_three():
    x, y = Tensor([1.0, 1.0], requires_grad=True), Tensor([1.0, 1.0], requires_grad=True)
    a = by_hand(1, lambda grad, out, x: (grad,), x)
    b = by_hand(2, lambda grad, out, y: (grad,), y)
    c = by_hand(3, lambda grad, out, a: (5 * grad,), a)
    d = by_hand(4, lambda grad, out, *inputs: (grad, grad, grad), a, b, c)
    d.grad = np.ones(2)
    backward_pass(d)
    return x.grad.tolist(), y.grad.tolist()


expect_equal(one_array_for_three(), ([6.0, 6.0], [1.0, 1.0]),
             call="d = a + b + c, c = 5 a, where + hands the same array to all three",
             why="what c adds to a's gradient must not change b's: add into a new array")


@scenario
def uneven_ages():
    order = []

    def rule(name, *factors):
        def ask(grad, out, *inputs):
            order.append(name)
            return tuple(factor * grad for factor in factors)
        return ask

    x = Tensor([1.0, 1.0], requires_grad=True)
    a = by_hand(1, rule("a", 2.0), x)
    b = by_hand(2, rule("b", 3.0), a)
    c = by_hand(3, rule("c", 1.0, 1.0), b, a)
    d = by_hand(4, rule("d", 1.0, 1.0, 1.0), a, c, b)
    d.grad = np.ones(2)
    backward_pass(d)
    return order, x.grad.tolist()


expect_equal(uneven_ages(), (["d", "c", "b", "a"], [16.0, 16.0]),
             call="d of a, c and b; c of b and a; b of a: order, x.grad",
             why="2 · (1 + 1 + 3 · (1 + 1)): the youngest first, however early it came to wait")


@scenario
def what_a_rule_receives():
    asked = []

    def rule(grad, out, x, y):
        asked.append([grad.tolist(), out.tolist(), x.tolist(), y])
        return grad * out, None

    x = Tensor([3.0, 4.0], requires_grad=True)
    made = by_hand(1, rule, x, 7.0)
    made.grad = np.array([1.0, 10.0])
    made.data = np.array([5.0, 6.0])
    age = made.origin[0]
    made.origin = (*made.origin[:3], [np.array([30.0, 40.0]), 7.0], {})  # x has changed since
    backward_pass(made)
    freed = made.origin[0] == age, made.origin[1] is FREED, made.origin[2:]
    return asked, x.grad.tolist(), freed


expect_equal(what_a_rule_receives(), ([[[1.0, 10.0], [5.0, 6.0], [30.0, 40.0], 7.0]], [5.0, 60.0],
                                      (True, True, ((), (), {}))),
             call="what the rule was asked with; x.grad; the origin afterwards",
             why="the gradient, the result, the arrays that were noted; then (age, FREED, (), (), NO_PARAMS)")


@scenario
def rows_come_second():
    x = Tensor([1.0, 1.0], requires_grad=True)
    a = by_hand(1, lambda grad, out, x: (grad,), x)
    b = by_hand(2, lambda grad, out, a: (np.array([grad, grad, grad]),), a)
    c = by_hand(3, lambda grad, out, a: (10 * grad,), a)
    d = by_hand(4, lambda grad, out, b, c, x: (grad, grad, np.array([grad, grad])), b, c, x)
    x.grad, d.grad = np.array([0.5, 0.5], np.float32), np.ones(2)
    backward_pass(d)
    return x.grad.tolist()


expect_equal(rows_come_second(), [15.5, 15.5], call="gradients that come as rows, to a tensor that has a gradient already",
             why="0.5 + 2 + 10 + 3: make each fit first, and add it then")
### END HIDDEN TESTS

# %% [markdown]
# ## 9. Switched on
#
# The recorder is complete. `backward` says what can be wrong before the pass begins, gives `root` its first gradient
# (ones, unless you say otherwise: the gradient of the sum of all its entries), and calls yours. From the last line
# of the next cell on, everything that you compute with tensors that require a gradient is recorded.

# %% given="switch"
#| export
def backward(root, gradient=None, retain_graph=False):
    """What `Tensor.backward` calls: give `root` a gradient, ones by default, and send it to all it was made of."""
    if not root.requires_grad:
        raise RuntimeError("this tensor does not depend on any tensor that requires a gradient: was it computed from "
                           "plain data, under no_grad(), or from detach() or .data?")
    grad = np.ones_like(root.data) if gradient is None else np.array(gradient, root.dtype)
    if grad.shape != root.shape:
        raise ValueError(f"the gradient for a tensor of shape {root.shape} has this shape, too, not {grad.shape}")
    if root.origin is None:
        root.grad = grad if root.grad is None else root.grad + grad
    else:
        root.grad = grad
        backward_pass(root, retain_graph)


class Autograd:
    """The recorder of module 01's seam: hears of every operation, and of every change in place."""

    record, backward = staticmethod(record), staticmethod(backward)

    @staticmethod
    def changed(x, value):
        if getattr(value, "requires_grad", False):
            raise RuntimeError("x[...] = value would lose the gradient of value: make a new tensor from the parts with "
                               "cat, stack or where; where no gradient is meant, write value.detach() or use no_grad()")
        changes.note(x)


class Silence(Autograd):
    """A recorder that takes no notes of operations."""

    record = staticmethod(lambda op, inputs, arrays, params, result: None)
    changed = staticmethod(lambda x, value: changes.note(x))


AUTOGRAD, SILENCE = Autograd(), Silence()
set_recorder(AUTOGRAD)

# %%
x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
y = (x ** 2 + 10 * x[0]).sum()
y.backward()
print(x.grad, "expected:", [2 * 1 + 30, 2 * 2, 2 * 3])

# %% [markdown]
# The 30 is broadcasting at work: `x[0]` was used three times, and what is repeated forward is summed backward.
#
# Three habits to know. Gradients **accumulate** until `zero_grad()`: useful for large batches, a bug if forgotten. A
# graph is freed by its backward pass. And what is disconnected is told, not guessed:

# %%
(x * 1).sum().backward()                                 # once more, without zero_grad
print("accumulated:", x.grad)
for attempt in (lambda: y.backward(),
                lambda: (x.detach() * 2).sum().backward(),
                lambda: (x * 2).backward(np.ones(2))):
    try:
        attempt()
    except (RuntimeError, ValueError) as problem:
        print("-", problem)

w = Tensor([1.0, 2.0], requires_grad=True)
square = (w * w).sum()
w[0] = 5.0                                               # after its use: the rule would multiply by 5, not by 1
try:
    square.backward()
except RuntimeError as problem:
    print("-", problem)

# %% [markdown]
# That last error knows of assignments to a tensor, `w[...] = `. Whoever writes into `w.data` goes behind the
# recorder's back, which is just what an optimiser wants.
#
# ## 10. Without notes
#
# Recording costs memory: every array that a rule will need stays alive. When a model only answers, nobody will call
# `backward`, so nothing should be noted. `with no_grad():` puts `SILENCE` in place of the recorder, and afterwards
# puts back **what was there before**: that may be another silence, if two are nested. And afterwards means always,
# also when the code inside raises an error.
#
# A function with one `yield` becomes a context manager by `@contextmanager`: what stands before the `yield` runs at
# the beginning of the block, what stands after it, at its end. An error inside the block comes out of the `yield`.
# The recorder of the moment is `seam.recorder`, and `set_recorder` puts another one there.

# %% exercise="no_grad"
#| export
# exercise: no_grad
@contextmanager
def no_grad():
    """In this block, or in a function decorated with it, operations are not recorded.
    >>> with no_grad():
    ...     (Tensor([1.0], requires_grad=True) * 2).requires_grad
    False
    """
    ### BEGIN SOLUTION
    before = seam.recorder
    set_recorder(SILENCE)
    try:
        yield
    finally:
        set_recorder(before)
    ### END SOLUTION

# %% check="no_grad" points=2 hidden=2
@scenario
def in_and_after(error):
    first = object()
    set_recorder(first)
    try:
        with no_grad():
            inside = seam.recorder is SILENCE
            if error:
                raise KeyError("an error in the block")
        return inside, seam.recorder is first, False
    except KeyError:
        return inside, seam.recorder is first, True
    finally:
        set_recorder(AUTOGRAD)


expect_equal(in_and_after(error=False), (True, True, False),
             call="with no_grad(): ...: silent inside? afterwards as before? did an error come out?",
             why="no notes inside, and afterwards the recorder that was there before")
expect_equal(in_and_after(error=True), (True, True, True), call="with no_grad(): raise KeyError; the same questions",
             why="after an error, too, the recorder is put back, and the error goes on to whoever called")
### BEGIN HIDDEN TESTS
@scenario
def recorders_along(first, program):
    """Who listens before, inside and after each of the blocks, one in the other, or behind a recorder that is set."""
    seen = []

    def look(): seen.append("silence" if seam.recorder is SILENCE else seam.recorder.name)

    @no_grad()
    def decorated(rest): walk(rest)

    def walk(steps):
        look()
        if not steps:
            return
        kind, rest = steps[0], steps[1:]
        if kind == "function":
            decorated([])
            decorated(rest)
        elif kind in ("block", "error", "stop"):
            try:
                with no_grad():
                    walk(rest)
                    if kind != "block":
                        raise KeyError if kind == "error" else KeyboardInterrupt
                if kind != "block":
                    seen.append("the error is gone")
            except (KeyError, KeyboardInterrupt):
                pass
        else:
            set_recorder(SimpleNamespace(name=kind))
            walk(rest)
        look()

    set_recorder(SimpleNamespace(name=first))
    try:
        walk(program)
    finally:
        set_recorder(AUTOGRAD)
    return seen


def listening(steps, now):
    if not steps:
        return [now]
    if steps[0].startswith("recorder"):                  # which stays, until a block around it ends
        inside = listening(steps[1:], steps[0])
        return [now, *inside, inside[-1]]
    return [now, *(["silence"] if steps[0] == "function" else []), *listening(steps[1:], "silence"), now]


first, *others = [f"recorder {n}" for n in rng.permutation(1000)[:5].tolist()]
program = ["block", "block", "function", "error", "stop", *others]
program = [program[place] for place in rng.permutation(len(program)).tolist()]
expect_equal(recorders_along(first, program), listening(program, first),
             call=f"who listens along {program}: blocks of no_grad(), one in the other",
             why="each end, by an error or a stop as well, puts back what was there before that block")
### END HIDDEN TESTS

# %% [markdown]
# ## 11. Is it right?
#
# Three dozen rules, and a wrong sign in any of them would not crash: the network would learn a little worse. So we
# let the two ways of sections 1 and 8 check each other, in `float64`, on any function of tensors. Outputs are weighed
# with random numbers, so that errors cannot cancel.

# %% given="check_gradients"
#| export
def check_gradients(fn, *inputs, h=1e-6, rtol=1e-4, atol=1e-6):
    """True if backward through `fn`, a function of tensors, agrees with central differences in float64.

    AssertionError names the input, the place and both numbers if it does not. `fn` is called many times, and must
    give the same result each time. Every input gets a gradient: indices and the like go into `fn` itself.
    """
    tensors = [Tensor(x, requires_grad=True, dtype=np.float64) for x in inputs]
    out = fn(*tensors)
    weights = np.random.default_rng(0).normal(size=out.shape)
    out.backward(weights)
    for number, x in enumerate(tensors):
        def weighed(array, number=number):
            with no_grad():
                moved = [Tensor(array, dtype=np.float64) if n == number else t for n, t in enumerate(tensors)]
                return float((fn(*moved).data * weights).sum())
        expected, got = numerical_gradient(weighed, x.data, h), np.zeros(x.shape) if x.grad is None else x.grad
        for place in np.argwhere(~np.isclose(got, expected, rtol=rtol, atol=atol))[:1]:
            place = tuple(place.tolist())
            raise AssertionError(f"input {number} at {list(place)}: backward says {got[place]:.6g}, "
                                 f"central differences say {expected[place]:.6g}")
    return True

# %%
generator = np.random.default_rng(0)
a, b, c = generator.normal(size=(2, 3)), generator.normal(size=(3, 4)), generator.normal(size=(4,))
print(check_gradients(lambda a, b, c: ((a @ b + c) ** 2).mean(axis=0), a, b, c))
print(check_gradients(lambda a: (a.T / a.max(axis=1)).var(), a), check_gradients(lambda a: a[[0, 0, 1]] * a[1], a))

forgets_a_two = Op("forgets_a_two", np.square, lambda grad, out, x: (grad * x,))
try:
    check_gradients(lambda a: apply(forgets_a_two, a), a)
except AssertionError as problem:
    print(problem)

# %% [markdown]
# ## 12. Seeing it
#
# `draw_graph(tensor)` draws what was recorded, from the leaves on the left to the tensor on the right, and under each
# box the gradient that will flow through it. It has to be called before `backward()` frees the graph.

# %% given="draw_graph"
#| export
def flowing(root):
    """The gradient of every tensor in the graph of `root`, by id: a backward pass that keeps everything."""
    grads = {id(root): np.ones_like(root.data)}
    for out in history(root):
        _, op, inputs, arrays, params = out.origin
        for x, grad in zip(inputs, op.gradient(grads[id(out)], out.data, *arrays, **params)):
            if isinstance(x, Tensor) and x.requires_grad:
                grads[id(x)] = grads.get(id(x), 0) + fitted(grad, x, op)
    return grads


class Graph:
    """How a tensor was made. A notebook shows it as SVG; `str` gives the same as DOT, for Graphviz."""

    WIDTH, HEIGHT, ACROSS, DOWN = 116, 54, 160, 70

    def __init__(self, root, names):
        made, self.columns, self.edges, self.texts, self.made = history(root)[::-1], {}, [], {}, set()
        grads = flowing(root) if root.requires_grad else {}
        for place, out in enumerate(made or [root]):
            inputs = out.origin[2] if made else ()
            keys = [id(x) if isinstance(x, Tensor) else (place, n) for n, x in enumerate(inputs)]
            column = 1 + max((self.columns.get(key, 0) for key in keys), default=-1)
            for key, x in zip(keys, inputs):
                if key not in self.columns:                                           # a leaf, close to its first use
                    kind = "leaf" if isinstance(x, Tensor) else "number"
                    self._add(key, x, names.get(id(x), kind), column - 1, grads)
            self._add(id(out), out, names.get(id(out), out.origin[1].name if made else "leaf"), column, grads)
            self.made.add(id(out))
            self.edges += [(key, id(out)) for key in keys]

    def _add(self, key, x, title, column, grads):
        self.columns[key], grad = column, grads.get(key)
        self.texts[key] = [title, self._shown(x)] + (["" if grad is None else f"grad {self._shown(grad)}"])

    @staticmethod
    def _shown(x):
        return f"{float(x):.4g}" if np.size(x) == 1 else str(np.shape(x))

    def __str__(self):
        names = {key: f"n{place}" for place, key in enumerate(self.texts)}
        boxes = ['  {} [label="{}"];'.format(names[key], "\\n".join(filter(None, lines)).replace('"', "'"))
                 for key, lines in self.texts.items()]
        arrows = [f"  {names[start]} -> {names[end]};" for start, end in self.edges]
        return "\n".join(["digraph {", "  rankdir=LR; node [shape=box];", *boxes, *arrows, "}"])

    def _places(self):
        """The upper left corner of each box: one column for each step from the leaves."""
        filled = {}
        for key, column in self.columns.items():
            row = filled[column] = filled.get(column, -1) + 1
            yield key, (10 + column * self.ACROSS, 10 + row * self.DOWN)

    def _repr_svg_(self):
        places, colors, drawn = dict(self._places()), ("#1b1f24", "#57606a", "#a04000"), []
        for start, end in self.edges:
            (x1, y1), (x2, y2) = places[start], places[end]
            x1, y1, y2 = x1 + self.WIDTH, y1 + self.HEIGHT // 2, y2 + self.HEIGHT // 2
            curve = f"M {x1} {y1} C {(x1 + x2) // 2} {y1} {(x1 + x2) // 2} {y2} {x2} {y2}"
            drawn.append(f'<path d="{curve}" fill="none" stroke="#57606a"/>')
        for key, (x, y) in places.items():
            fill = "#ffffff" if key in self.made else "#cfe3ff"
            size = f'width="{self.WIDTH}" height="{self.HEIGHT}"'
            drawn.append(f'<rect x="{x}" y="{y}" {size} fill="{fill}" stroke="#57606a"/>')
            drawn += [f'<text x="{x + 8}" y="{y + 16 * (n + 1)}" fill="{color}">{html.escape(text)}</text>'
                      for n, (text, color) in enumerate(zip(self.texts[key], colors)) if text]
        width, height = (10 + max(place[axis] for place in places.values()) + size
                         for axis, size in ((0, self.WIDTH), (1, self.HEIGHT)))
        head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img"'
        head += ' font-family="monospace" font-size="12"><title>How the tensor was made</title>'
        return "\n".join([head, f'<rect width="{width}" height="{height}" fill="#ffffff"/>', *drawn, "</svg>"])


def draw_graph(tensor, **names):
    """A drawing of the graph of `tensor`; `draw_graph(loss, w=w)` writes that name on the tensor's box."""
    return Graph(tensor, {id(x): name for name, x in names.items()})

# %%
w, x, b = Tensor(2.0, requires_grad=True), Tensor(3.0), Tensor(-1.0, requires_grad=True)
loss = (w * x + b - 4) ** 2
draw_graph(loss, w=w, x=x, b=b)

# %% [markdown]
# Read it from the right: the loss receives 1, the square passes on 2 · 1, the sums let it through unchanged, and the
# product gives w as much as x is large. `print(draw_graph(loss))` gives the same as text.
#
# ## 13. What it costs
#
# For every result, the graph keeps the arrays that its rule will read. That is the memory that training needs and
# answering does not. Arrays that several operations share count once:

# %% given="saved_bytes"
#| export
def saved_bytes(root):
    """How many bytes the graph of `root` keeps alive for its backward pass; shared memory counts once."""
    arrays = [array for out in history(root) for array in (*out.origin[3], out.data) if isinstance(array, np.ndarray)]
    return sum({id(owner(array)): owner(array).nbytes for array in arrays}.values())

# %%
model = MLP([784, 256, 128, 10], rng=generator)
for batch in (1, 64, 1024):
    images, forward, backwards = randn(batch, 784, rng=generator), [], []
    for _ in range(5):
        start = time.perf_counter()
        loss = (model(images) ** 2).mean()
        forward.append(time.perf_counter() - start)
        kept, start = saved_bytes(loss), time.perf_counter()
        loss.backward()
        backwards.append(time.perf_counter() - start)
    print(f"batch {batch:>4}: {kept:>10,} bytes kept, forward {min(forward) * 1e3:6.2f} ms, "
          f"backward {min(backwards) * 1e3:6.2f} ms, kept now: {saved_bytes(loss):,}")

# %% [markdown]
# Compare the two times of a row. For a batch, backward takes about as long as forward, or twice that: so one gradient
# for **all** parameters costs two or three forward passes, where section 1 needed two for each parameter. For a single
# image it is more, since forward only reads the weights, and backward writes an array as large for their gradients.
#
# ## 14. A network that learns
#
# Module 03 separated a disk from its surroundings with random features and a solved last layer. Now all of the
# layers learn.

# %%
generator = np.random.default_rng(1)
points = randn(600, 2, rng=generator)                                                 # (600, 2)
inside = (points ** 2).sum(axis=1, keepdims=True) < 1.4                               # (600, 1)
targets = where(inside, 1.0, -1.0)                                                    # (600, 1)

model = MLP([2, 32, 1], rng=generator)
for step in range(301):
    loss = ((model(points[:400]) - targets[:400]) ** 2).mean()
    model.zero_grad()
    loss.backward()
    for parameter in model.parameters():
        parameter.data -= 0.1 * parameter.grad
    if step % 100 == 0:
        with no_grad():
            right = ((model(points[400:]) > 0) == inside[400:]).mean().item()
        print(f"step {step:>3}: loss {loss.item():.3f}, right on points never seen: {right:.0%}")

# %% [markdown]
# Thirty-two neurons, and nobody solved anything: they found it by going downhill, on gradients from your rules, your
# notes and your pass.
#
# ## The same in PyTorch
#
# ```python
# import torch
#
# x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
# y = (x ** 2 + 10 * x[0]).sum()
# y.backward()
# print(x.grad, y.grad_fn.name())
# x.sum().backward()
# print(x.grad)
# try:
#     y.backward()
# except RuntimeError as problem:
#     print(str(problem)[:52])
# ```
#
# ```text
# tensor([32.,  4.,  6.]) SumBackward0
# tensor([33.,  5.,  7.])
# Trying to backward through the graph a second time (
# ```
#
# Deliberate differences: `backward()` on a tensor of many numbers is an error there without a gradient, here it means
# ones. `.grad` is a tensor there, an array here, and one backward pass cannot itself be differentiated here.

# %% [markdown] question="q1" points=10
# **The order of things.** Your `backward_pass` takes the youngest waiting tensor. Explain with a small graph of your
# own what goes wrong (in numbers, or in the number of rules asked) if it took the oldest first, or if it pushed along
# every path as in section 8. Why does "youngest first" guarantee that all of a tensor's gradient has arrived? What
# does the pass cost for n operations, in rules asked and in heap operations, and what would you say to somebody who
# proposes recursion with a higher recursion limit?

# %% [markdown] question="q2" points=10
# **What is kept.** From your measurements in section 13: what does the graph of the MLP keep for a batch of 1, 64 and
# 1,024, and which arrays are they? Which of the rules in the table read their inputs, which only `out`, and which
# neither? Choose two rules that could keep less, and say how many bytes that saves at batch 1,024. A colleague
# appends the loss on validation data to a list, without `backward()`, and memory grows with every step. What is kept
# alive there, by which of your lines, and what is the remedy? Why does the same list not grow so in the training loop?

# %% [markdown] question="q3" points=10
# **Wrong without a word.** Take three mistakes: a matmul rule without a transpose, a bias gradient that was not summed
# over the batch, a weight that reaches the loss only through `.data` or `detach()`. For each: in which cases does your
# code notice it, by which line and message, and in which cases would training go on with wrong or missing gradients?
# How would `check_gradients` or `draw_graph` show it? What can `check_gradients` not find, and why does it compute in
# float64?

# %% [markdown]
# ## What comes next
#
# You have automatic differentiation: a rule for each operation, notes of what was computed, and one pass that is
# linear in their number. `tito module complete 05` puts it into your package, and from then on every tensor of every
# module records. Nothing in modules 01 to 04 had to be changed for it.
#
# The step downhill in section 14 was the most naive one: the same small multiple of each gradient. Module 06 does it
# better.
