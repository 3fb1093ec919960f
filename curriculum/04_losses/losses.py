# %% [markdown]
# # Losses
#
# To learn is to become less wrong. For that, "wrong" has to be a number: one number, for all the predictions on all the
# examples, which is smaller when they are better. It is called the **loss**. At the end of the notebook this program
# learns, for the first time in this course, by nothing but going downhill:
#
# ```python
# loss = CrossEntropyLoss()
#
# def how_wrong(numbers):                                                 # 9 numbers: 6 weights and 3 biases
#     weight, bias = numbers[:6].reshape(2, 3), numbers[6:]
#     return loss(points @ weight + bias, kinds).item()                   # (300, 3) scores, (300,) labels -> one number
#
# numbers = np.zeros(9)
# for step in range(40):
#     numbers -= 0.5 * slopes(how_wrong, numbers)
# ```
#
# On the way you will see a subtraction that is wrong without an error, a label that is taken for another, an
# average of averages that is no average, and an array that is larger than the model which made it.

# %% given="imports"
#| default_exp core.losses
#| export
import numpy as np

from tinytorch.core.activations import log_softmax, log_softmax_forward, real
from tinytorch.core.tensor import Op, Tensor, apply

# %% given="vocabulary"
import math
import tracemalloc

from tinytorch.core.activations import sigmoid_forward, slope, softmax_forward

from tinytorch.checks import expect_close, expect_equal, expect_raises, rng, scenario


def peak_bytes(function):
    """How many bytes `function()` needs at its worst moment, on top of what exists before the call."""
    tracemalloc.start()
    function()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def picture(heights):
    """A matrix as text: `@` for the lowest eighth of its numbers, a blank for the highest."""
    eighths = np.quantile(heights, np.arange(1, 8) / 8)
    return "\n".join("".join("@#*+=-. "[n] for n in np.searchsorted(eighths, row)) for row in heights)

# %% [markdown]
# ## 1. A subtraction that goes wrong in silence
#
# Four predictions, four targets. The network gave a column, as networks do; the targets came from a file, as a list.
# How far apart are they, on average?

# %%
predictions = np.array([[1.0], [2.0], [3.0], [4.0]])       # (4, 1)
targets = np.array([1.0, 2.0, 3.0, 4.0])                   # (4,)

print(np.mean((predictions - targets) ** 2), "should be 0: every prediction is exactly right")

# %% [markdown]
# Broadcasting did what you taught it in module 01: (4, 1) against (4,) makes (4, 4), every prediction against every
# target. There is no error and no warning, the loss is a plausible number, and a network trained on it learns to
# predict the mean of all targets. People have lost weeks to this line.
#
# A loss has no use for broadcasting. So each of ours asks first whether the shapes are equal. And while it is at it,
# whether there is anything to compare: the mean of nothing is `nan`, which would spread through every weight.

# %% exercise="require_same_shape"
#| export
# exercise: require_same_shape
def require_same_shape(predictions, targets):
    """Raise ValueError if the arrays differ in shape, naming both shapes, or if they are empty: no numbers at all.

    >>> require_same_shape(np.zeros((4, 1)), np.zeros((4, 1)))
    """
    ### BEGIN SOLUTION
    if predictions.shape != targets.shape:
        raise ValueError(f"predictions of shape {predictions.shape} do not match targets of shape {targets.shape}")
    if predictions.size == 0:
        raise ValueError(f"the batch is empty: shape {predictions.shape}")
    ### END SOLUTION

# %% check="require_same_shape" points=3 hidden=2
column, row = np.zeros((4, 1)), np.zeros(4)
for named in ("(4, 1)", "(4,)"):
    expect_raises(ValueError, lambda: require_same_shape(column, row), match=named,
                  call="require_same_shape(zeros (4, 1), zeros (4,))",
                  why="they would broadcast to (4, 4); whoever meets the error needs both shapes")
expect_raises(ValueError, lambda: require_same_shape(np.zeros((0, 3)), np.zeros((0, 3))), match="empty",
              call="require_same_shape(zeros (0, 3), zeros (0, 3))", why="the mean of nothing is nan")
for shape in ((4,), ()):
    expect_equal(require_same_shape(np.zeros(shape), np.ones(shape)), None, call=f"require_same_shape(two of {shape})",
                 why="equal shapes pass, whatever the numbers are; () is a single number, which is not empty")
### BEGIN HIDDEN TESTS
n, m, k = (int(size) for size in rng.permutation(range(2, 90))[:3])
cases = [((n, m), (m, n)), ((n, m), (1, m)), ((n,), ()), ((n, m), (n, m, 1)), ((k, n, m), (m,))]
for a, b in (cases[place] for place in rng.permutation(len(cases)).tolist()):
    for named in (a, b):
        expect_raises(ValueError, lambda: require_same_shape(np.zeros(a), np.zeros(b)), match=str(named),
                      call=f"require_same_shape(zeros {a}, zeros {b})")
for shape in ((0,), (n, 0)):
    expect_raises(ValueError, lambda: require_same_shape(np.zeros(shape), np.zeros(shape)), match="empty",
                  call=f"require_same_shape(zeros {shape} twice)")
for shape in ((), (1,), (n, m, 2)):
    expect_equal(require_same_shape(np.zeros(shape), np.zeros(shape)), None,
                 call=f"require_same_shape(zeros {shape} twice)")
expect_equal(require_same_shape(np.zeros(k, np.float32), np.ones(k, int)), None,
             call=f"require_same_shape(float32 ({k},), int64 ({k},))", why="only shapes are compared")
### END HIDDEN TESTS

# %% [markdown]
# ## 2. Many losses into one
#
# Every example has a loss of its own. `reduction` says what becomes of them: their `"mean"`, so that the number does
# not depend on the size of the batch; their `"sum"`; or `"none"`, all of them as they are, to see which examples are
# hard.

# %% exercise="reduce_loss"
#| export
# exercise: reduce_loss
def reduce_loss(losses, reduction="mean"):
    """Return the mean of the array `losses`, its sum, or itself. ValueError, naming `reduction`, for any other word.

    >>> float(reduce_loss(np.array([1.0, 2.0, 6.0])))
    3.0
    """
    ### BEGIN SOLUTION
    if reduction == "mean":
        return np.mean(losses)
    if reduction == "sum":
        return np.sum(losses)
    if reduction == "none":
        return losses
    raise ValueError(f"reduction must be 'mean', 'sum' or 'none', not {reduction!r}")
    ### END SOLUTION

# %% check="reduce_loss" points=3 hidden=2
losses = np.array([[1.0, 2.0], [6.0, 7.0]])
expect_close(reduce_loss(losses), 4.0, call="reduce_loss([[1, 2], [6, 7]])", why="the mean of all numbers, by default")
expect_close(reduce_loss(losses, "sum"), 16.0, call='reduce_loss([[1, 2], [6, 7]], "sum")')
expect_close(reduce_loss(losses, "none"), losses, call='reduce_loss([[1, 2], [6, 7]], "none")',
             why='"none" keeps one loss for each example')
expect_raises(ValueError, lambda: reduce_loss(losses, "average"), match="reduction",
              call='reduce_loss(losses, "average")', why="a typing mistake must not train another model")
### BEGIN HIDDEN TESTS
x = rng.normal(size=(3, 4, 2)).astype(np.float32)
expect_close(reduce_loss(x), sum(x.ravel().tolist()) / 24, call="reduce_loss(x), x (3, 4, 2)")
expect_close(reduce_loss(x, "sum"), sum(x.ravel().tolist()), atol=1e-5, call='reduce_loss(x, "sum")')
for reduction in ("mean", "sum", "none"):
    expect_equal(reduce_loss(x, reduction).dtype.name, "float32", call=f'reduce_loss(float32, "{reduction}").dtype')
expect_raises(ValueError, lambda: reduce_loss(x, None), match="None", call="reduce_loss(losses, None)",
              why="the error shows what was given")
### END HIDDEN TESTS

# %% [markdown]
# ## 3. Squared errors
#
# For predicting a quantity, a price or a temperature, the usual loss is the mean squared error:
#
# $$\text{MSE} = \frac{1}{n} \sum_i (x_i - t_i)^2$$
#
# Squares make every error positive, and count one error of 10 as much as a hundred errors of 1.
#
# All our losses have the same outline: check what came, one loss for each example, reduce. Put it together.

# %% exercise="mse_loss_forward"
#| export
# exercise: mse_loss_forward
def mse_loss_forward(input, target, reduction="mean"):
    """Return the squared differences of two arrays of the same shape, reduced. Other shapes are a ValueError.

    >>> float(mse_loss_forward(np.array([1.0, 2.0]), np.array([1.0, 5.0])))
    4.5
    """
    ### BEGIN SOLUTION
    require_same_shape(input, target)
    return reduce_loss((input - target) ** 2, reduction)
    ### END SOLUTION

# %% check="mse_loss_forward" points=3 hidden=2
x, t = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 0.0], [0.0, 4.0]])
expect_close(mse_loss_forward(x, t), 3.25, call="mse_loss_forward([[1, 2], [3, 4]], [[1, 0], [0, 4]])",
             why="0 + 4 + 9 + 0, divided by 4 numbers")
expect_close(mse_loss_forward(x, t, "none"), [[0.0, 4.0], [9.0, 0.0]],
             call='mse_loss_forward(..., reduction="none")', why="one squared error for each number")
expect_raises(ValueError, lambda: mse_loss_forward(np.zeros((4, 1)), np.zeros(4)),
              call="mse_loss_forward(zeros (4, 1), zeros (4,))", why="never a silent broadcast")
### BEGIN HIDDEN TESTS
x, t = rng.normal(size=(2, 3, 4)).astype(np.float32), rng.normal(size=(2, 3, 4)).astype(np.float32)
squares = [(a - b) ** 2 for a, b in zip(x.ravel().tolist(), t.ravel().tolist())]
expect_close(mse_loss_forward(x, t), sum(squares) / 24, rtol=1e-4, dtype=np.float32,
             call="mse_loss_forward(x, t), (2, 3, 4)")
expect_close(mse_loss_forward(x, t, "sum"), sum(squares), rtol=1e-4, call='mse_loss_forward(x, t, "sum")')
for shape in ((3,), (1, 3), (3, 1), ()):
    expect_raises(ValueError, lambda: mse_loss_forward(np.zeros((3, 3)), np.zeros(shape)),
                  call=f"mse_loss_forward(zeros (3, 3), zeros {shape})",
                  why="the difference has the shape of the predictions, and still the targets do not fit")
expect_raises(ValueError, lambda: mse_loss_forward(np.zeros((0, 2)), np.zeros((0, 2))),
              call="mse_loss_forward(zeros (0, 2), zeros (0, 2))", why="an empty batch is an error")
expect_raises(ValueError, lambda: mse_loss_forward(x, t, "max"), match="reduction",
              call='mse_loss_forward(x, t, "max")')
### END HIDDEN TESTS

# %% [markdown]
# ## 4. The landscape
#
# A loss is a function of the model's numbers. A straight line, $y = a x + b$, has two, so its loss can be drawn: a
# height over the plane of all lines. Compute it at every crossing of a grid.

# %% exercise="landscape"
#| export
# exercise: landscape
def landscape(loss, first, second):
    """Return the array of shape (n, m), for n `first` and m `second` numbers, that holds `loss(first[i], second[j])`.

    >>> landscape(lambda a, b: a - b, [10.0, 20.0], [1.0, 2.0, 3.0]).tolist()
    [[9.0, 8.0, 7.0], [19.0, 18.0, 17.0]]
    """
    ### BEGIN SOLUTION
    return np.array([[loss(a, b) for b in second] for a in first])
    ### END SOLUTION

# %% check="landscape" points=3 hidden=2
@scenario
def differences_of(first, second):
    return landscape(lambda a, b: float(a - b), first, second)


expect_close(differences_of([10.0, 20.0], [1.0, 2.0, 3.0]), [[9.0, 8.0, 7.0], [19.0, 18.0, 17.0]],
             call="landscape(a - b, [10, 20], [1, 2, 3])", why="rows follow the first, columns the second")


@scenario
def flat_only(a_and_b):
    def loss(a, b):
        return float(a) if np.ndim(a) == np.ndim(b) == 0 else float("nan")

    return landscape(loss, *a_and_b)


expect_close(flat_only([[1.0, 2.0], [5.0]]), [[1.0], [2.0]], call="landscape(loss, [1, 2], [5])",
             why="the loss is called with two plain numbers, once for every pair")
### BEGIN HIDDEN TESTS
@scenario
def shape_of(first, second):
    return landscape(lambda a, b: float(a - b), first, second).shape


a, b = rng.normal(size=4), rng.normal(size=5)
expect_close(differences_of(a, b), [[x - y for y in b] for x in a], call="landscape(a - b, (4,), (5,))")
expect_equal(shape_of(a, b), (4, 5), call="landscape(a - b, (4,), (5,)).shape", why="an array, with a shape")
### END HIDDEN TESTS

# %%
generator = np.random.default_rng(0)
x = generator.uniform(0, 3, size=30)
y = 2 * x - 1 + 0.3 * generator.normal(size=30)                       # the true line has a = 2 and b = -1


def wrong_by(a, b):
    return mse_loss_forward(a * x + b, y)


first, second = np.linspace(-1, 5, 13), np.linspace(-7, 5, 49)
heights = landscape(wrong_by, first, second)
print(picture(heights))
i, j = np.unravel_index(heights.argmin(), heights.shape)
print(f"lowest of {heights.size}: {heights[i, j]:.2f}, at a = {first[i]:.1f}, b = {second[j]:.2f}")

# %% [markdown]
# Slope $a$ runs down, intercept $b$ to the right. A valley with the truth at its bottom, and slanted: a line that is
# too steep is less wrong if it starts lower. To see it took 13 · 49 evaluations of the loss. For a dozen numbers in
# place of two, 49¹² would be needed, more than seconds have passed since the universe began. Nobody can look at the
# whole landscape.
#
# ## 5. Downhill
#
# But one can feel the ground under one's feet. In module 02 you measured the slope of a function of one number. Here
# is a function of many: measure its slope along each of them, moving that one and leaving the others where they are.
# All those slopes together are the **gradient**. It points uphill, so the way down is the other way.

# %% exercise="slopes"
#| export
# exercise: slopes
def slopes(function, numbers, step=1e-4):
    """Return the slope of `function`, from an array to one number, along each entry of the array `numbers`.

    Each is (f(one entry + step) - f(the same entry - step)) / (2 step). Convert numbers to float64 first, so that a
    step is not lost in integers or float32; `numbers` is left as it was. Returns a float64 array: (n,) -> (n,).

    >>> slopes(lambda p: p[0] ** 2 + 10 * p[1], np.array([3.0, 5.0])).round(6).tolist()
    [6.0, 10.0]
    """
    ### BEGIN SOLUTION
    measured = np.zeros(len(numbers))
    for i in range(len(numbers)):
        move = np.zeros(len(numbers))
        move[i] = step
        measured[i] = (function(numbers + move) - function(numbers - move)) / (2 * step)
    return measured
    ### END SOLUTION

# %% check="slopes" points=4 hidden=2
@scenario
def slopes_of_a_polynomial(numbers, step=1e-4):
    numbers = np.array(numbers)
    got = slopes(lambda p: float(p[0] ** 2 + 3 * p[0] * p[1] + abs(p[2])), numbers, step)
    return np.asarray(got).tolist(), numbers.tolist()


got, after = slopes_of_a_polynomial([1.0, 2.0, -4.0])
expect_close(got, [8.0, 3.0, -1.0], rtol=1e-6, call="slopes(p0² + 3 p0 p1 + |p2|, [1, 2, -4])",
             why="move one number at a time: along p0 the slope is 2 p0 + 3 p1")
expect_close(after, [1.0, 2.0, -4.0], rtol=0, atol=0, call="slopes(..., numbers); numbers",
             why="whoever asks for slopes does not want to be moved")


@scenario
def slope_of_a_square(number, dtype):
    got = slopes(lambda p: float(p[0] ** 2), np.array([number], dtype))
    return str(getattr(got, "dtype", type(got).__name__)), np.round(got, 4).tolist()


for dtype in ("int64", "float32"):
    expect_equal(slope_of_a_square(3, dtype), ("float64", [6.0]), call=f"slopes(p0², array [3] of {dtype}); its dtype",
                 why="in integers a step of 0.0001 is 0, and in float32 most of its digits are gone")
### BEGIN HIDDEN TESTS
a, b, c = (float(v) for v in rng.normal(size=3))
got, after = slopes_of_a_polynomial([a, b, c])
expect_close(got, [2 * a + 3 * b, 3 * a, 1.0 if c > 0 else -1.0], rtol=1e-5, call="slopes(p0² + 3 p0 p1 + |p2|, p)")
expect_close(after, [a, b, c], rtol=0, atol=0, call="slopes(..., numbers); numbers")
got, _ = slopes_of_a_polynomial([1.0, 2.0, 0.0], step=0.5)
expect_close(got, [8.0, 3.0, 0.0], call="slopes(..., [1, 2, 0], step=0.5)", why="at a corner both sides count")


@scenario
def slope_of_a_cube(x, step):
    return np.asarray(slopes(lambda p: float(p[0] ** 3), np.array([x]), step)).tolist()


expect_close(slope_of_a_cube(2.0, 0.5), [12.25], call="slopes(p³, [2], step=0.5)", why="the step is the caller's")


@scenario
def slope_of_a_cube_at_0():
    return np.asarray(slopes(lambda p: float(p[0] ** 3), np.array([0.0]))).tolist()


expect_close(slope_of_a_cube_at_0(), [1e-8], rtol=1e-3, atol=0, call="slopes(p³, [0])",
             why="p³ has slope step² there: the step is 0.0001 unless told")
got, after = slopes_of_a_polynomial([1, 2, 5])
expect_close(got, [8.0, 3.0, 1.0], rtol=1e-6, call="slopes(..., [1, 2, 5]), integers",
             why="a step of 0.0001 must not be cut to 0")
expect_equal(after, [1, 2, 5], call="slopes(..., [1, 2, 5]); the integers afterwards")
### END HIDDEN TESTS

# %%
line, evaluations = np.array([-1.0, 4.0]), 0
for step in range(101):
    if step % 25 == 0:
        print(f"step {step:3}: {evaluations:3} evaluations, a = {line[0]:5.2f}, b = {line[1]:5.2f},", end=" ")
        print(f"loss {wrong_by(*line):.3f}")
    line -= 0.1 * slopes(lambda p: wrong_by(*p), line)
    evaluations += 2 * len(line)

# %% [markdown]
# A hundred steps down the slope come close to the truth. What they cost depends on the number of **parameters**: at
# each step two evaluations of the loss for each of them. For two numbers that is nothing. For seven billion, one step
# would mean fourteen billion runs of the model. Module 05 gets all slopes at once, exactly, for about the price of two
# runs. That is why it exists.
#
# ## 6. How surprised?
#
# Now to classes. A classifier gives each class a probability, by softmax. When the right class is revealed, how wrong
# was it? By how **surprised** it should be: $-\log p$, where $p$ is the probability it had given to the right class.
#
# ![Surprise and squared error for the probability of the right class](figures/surprise.svg)
#
# Why not the squared error of the probability? Look at the slopes. For a score $x$ of the right answer, with
# $p = \sigma(x)$:

# %%
places = [-20.0, -10.0, -2.0, 0.0, 2.0]
print(f"{'score of the right answer':>26}", *(f"{place:10}" for place in places))
print(f"{'slope of (1 - p)²':>26}", *(f"{v:10.1e}" for v in slope(lambda x: (1 - sigmoid_forward(x)) ** 2, places)))
print(f"{'slope of -log p':>26}", *(f"{v:10.1e}" for v in slope(lambda x: -np.log(sigmoid_forward(x)), places)))

# %% [markdown]
# At −20 the model is sure of the wrong answer. The squared error has no slope there: going downhill, it would never
# find out. The surprise has a slope near −1 while the model is clearly wrong.
#
# To look up the right class one needs labels: **class ids**, integers from 0 to C − 1. Two things go wrong with them
# often, and NumPy objects to one:

# %%
log_probabilities = np.log(np.array([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8]]))
for labels in ([0, 2], [0, -1], [0, 3]):
    try:
        print(labels, "->", -log_probabilities[np.arange(2), np.array(labels)])
    except IndexError as problem:
        print(labels, "->", problem)

# %% [markdown]
# A −1, which in many data sets means "unknown", is taken for the last class, and the 3 gets an error that speaks
# neither of labels nor of classes. (Booleans would be taken for a mask.) So labels are checked before they are used.
#
# One value may be out of range: `ignore_index`, −100 unless something else is asked for. It marks what must not count,
# such as the padding behind a short sentence. If nothing is left that counts, the batch is empty, an error as before.

# %% exercise="require_labels"
#| export
# exercise: require_labels
def require_labels(labels, classes, ignore_index=-100):
    """Raise unless `labels`, an array of any shape, holds ids from 0 to classes - 1 or `ignore_index`, and some count.

    TypeError, naming the dtype, if they are not integers. ValueError, naming a label that is out of range, or saying
    that the batch is empty if there is none that is not to be ignored.

    >>> require_labels(np.array([0, 2, -100]), 3)
    """
    ### BEGIN SOLUTION
    if labels.dtype.kind not in "iu":
        raise TypeError(f"labels are class ids, integers, not {labels.dtype}")
    counted = labels[labels != ignore_index]
    if counted.size == 0:
        raise ValueError("the batch is empty: there is no label that counts")
    wrong = counted[(counted < 0) | (counted >= classes)]
    if wrong.size:
        raise ValueError(f"label {wrong[0]} is not among the classes 0 to {classes - 1}")
    ### END SOLUTION

# %% check="require_labels" points=4 hidden=3
expect_equal(require_labels(np.array([0, 2, 1, -100]), 3), None, call="require_labels([0, 2, 1, -100], 3)",
             why="ids from 0 to 2, and one to be ignored, are in order")
for labels in (np.array([[0, 2], [1, -100]]), np.array(1)):
    expect_equal(require_labels(labels, 3), None, call=f"require_labels({labels.tolist()}, 3), shape {labels.shape}",
                 why="labels may have any shape: sentences have a label at each position, one example a single one")
expect_raises(ValueError, lambda: require_labels(np.array([0, -1]), 3), match="-1", call="require_labels([0, -1], 3)",
              why="-1 would be taken for the last class; the error names the label")
expect_raises(ValueError, lambda: require_labels(np.array([0, 3]), 3), match="3", call="require_labels([0, 3], 3)",
              why="three classes are 0, 1 and 2")
expect_raises(TypeError, lambda: require_labels(np.array([0.0, 1.0]), 3), match="float64",
              call="require_labels([0.0, 1.0], 3)", why="class ids are integers")
expect_raises(ValueError, lambda: require_labels(np.array([-100, -100]), 3), match="empty",
              call="require_labels([-100, -100], 3)", why="nothing counts, so the batch is as good as empty")
### BEGIN HIDDEN TESTS
classes = int(rng.integers(4, 50))
expect_raises(ValueError, lambda: require_labels(np.array([[1, 2], [classes, 0]]), classes), match=str(classes),
              call=f"require_labels([[1, 2], [{classes}, 0]], {classes})")
wrong = -int(rng.integers(101, 10**6))
expect_raises(ValueError, lambda: require_labels(np.array([-100, wrong, 0]), classes), match=str(wrong),
              call=f"require_labels([-100, {wrong}, 0], {classes})", why="one negative number is ignored, no other")
expect_raises(TypeError, lambda: require_labels(np.array([True, False]), 3), match="bool",
              call="require_labels([True, False], 3)", why="a mask is not a list of ids")
expect_raises(ValueError, lambda: require_labels(np.array([], dtype=np.int64), 3), match="empty",
              call="require_labels(an empty array, 3)")
expect_raises(ValueError, lambda: require_labels(np.array([0, -100]), 3, ignore_index=1), match="-100",
              call="require_labels([0, -100], 3, ignore_index=1)", why="another ignore_index makes -100 a mistake")
for fine in (np.array([0, classes - 1]), np.array([255, 3], np.uint8), np.array(2), np.array([[0], [1]], np.int8)):
    expect_equal(require_labels(fine, 256), None, call=f"require_labels({fine.tolist()} {fine.dtype}, 256)")
expect_equal(require_labels(np.array([0, 1, 2, 1]), 2, ignore_index=2), None,
             call="require_labels([0, 1, 2, 1], 2, ignore_index=2)")
### END HIDDEN TESTS

# %% [markdown]
# With clean labels, the loss of an example is minus the log-probability that stands in its row at the place of its
# label. This **negative log-likelihood** expects log-probabilities, such as your `log_softmax` makes. (`NLLLoss` is its
# name in PyTorch, and it takes no logarithm itself.)
#
# Ignored examples have a loss of 0 under `"none"` and `"sum"`. In the mean they do not count at all: neither above nor
# below the line.

# %% exercise="nll_loss_forward"
#| export
# exercise: nll_loss_forward
def nll_loss_forward(log_probs, target, reduction="mean", ignore_index=-100):
    """Return minus the entry of each row of `log_probs` that its label in `target` names, reduced.

    A row whose label is `ignore_index` has loss 0; the mean is taken over the others. The labels have been checked.
    Shapes: log_probs (N, C), target (N,) -> () or, for reduction="none", (N,).

    >>> log_probs = np.array([[-0.5, -1.0], [-3.0, -0.05]])
    >>> nll_loss_forward(log_probs, np.array([0, 0]), reduction="none").tolist()
    [0.5, 3.0]
    """
    ### BEGIN SOLUTION
    counts = target != ignore_index                                   # (N,)
    columns = np.where(counts, target, 0)                             # some column, where none is wanted
    losses = np.where(counts, -log_probs[np.arange(len(target)), columns], 0)
    if reduction == "mean":
        return np.sum(losses) / int(np.count_nonzero(counts))         # a Python int has no dtype
    return reduce_loss(losses, reduction)
    ### END SOLUTION

# %% check="nll_loss_forward" points=5 hidden=4
log_probs = np.array([[-0.1, -2.0, -4.0], [-3.0, -0.5, -1.0], [-0.2, -1.5, -6.0]])
expect_close(nll_loss_forward(log_probs, np.array([0, 2, 1]), "none"), [0.1, 1.0, 1.5],
             call='nll_loss_forward(log_probs, [0, 2, 1], "none")',
             why="row 0 gives minus its column 0, row 1 its column 2, row 2 its column 1")
expect_close(nll_loss_forward(log_probs.astype(np.float32), np.array([0, 2, 1])), 2.6 / 3, dtype=np.float32,
             call="nll_loss_forward(log_probs, [0, 2, 1])", why="float32 stays: count with a Python int")
expect_close(nll_loss_forward(log_probs, np.array([0, -100, 1])), 0.8,
             call="nll_loss_forward(log_probs, [0, -100, 1])", why="0.1 + 1.5, divided by the two that count")
expect_close(nll_loss_forward(log_probs, np.array([0, -100, 1]), "none"), [0.1, 0.0, 1.5],
             call='nll_loss_forward(log_probs, [0, -100, 1], "none")', why="an ignored example keeps its place, with 0")
### BEGIN HIDDEN TESTS
n, c = int(rng.integers(4, 8)), int(rng.integers(9, 14))
log_probs, target = -rng.random((n, c)).astype(np.float32), rng.integers(c, size=n)
target[1] = (target[0] + 1) % c                          # so that something is left when one class is ignored
one_by_one = [-float(log_probs[i, target[i]]) for i in range(n)]
expect_close(nll_loss_forward(log_probs, target, "none"), one_by_one, dtype=np.float32,
             call=f"nll_loss_forward(({n}, {c}), ({n},), none)")
expect_close(nll_loss_forward(log_probs, target, "sum"), sum(one_by_one), call="nll_loss_forward(..., sum)")
expect_close(nll_loss_forward(log_probs, target), sum(one_by_one) / n, dtype=np.float32,
             call="nll_loss_forward(..., mean)")
kept = [one_by_one[i] for i in range(n) if target[i] != target[0]]
expect_close(nll_loss_forward(log_probs, target, ignore_index=int(target[0])), sum(kept) / len(kept),
             call="nll_loss_forward(..., ignore_index=one of the classes)", why="any id may be the one to ignore")
sure = np.array([[0.0, -np.inf], [-np.inf, 0.0]])
expect_close(nll_loss_forward(sure, np.array([0, -100])), 0.0,
             call="nll_loss_forward([[0, -inf], [-inf, 0]], [0, -100])",
             why="what is ignored must not even be multiplied by 0")
expect_close(nll_loss_forward(sure, np.array([1, 1])), np.inf, call="nll_loss_forward([[0, -inf], [-inf, 0]], [1, 1])",
             why="impossible, and yet it happened: infinite surprise")
expect_close(nll_loss_forward(np.array([[-0.5], [-2.5]]), np.array([-100, 0])), 2.5,
             call="nll_loss_forward([[-0.5], [-2.5]], [-100, 0])", why="a row to be ignored may have a single column")
expect_raises(ValueError, lambda: nll_loss_forward(log_probs, target, "avg"), match="reduction",
              call='nll_loss_forward(..., "avg")')


@scenario
def labels_afterwards():
    log_probs, target = np.array([[-0.5, -1.0], [-2.0, -0.1]]), np.array([1, -100])
    nll_loss_forward(log_probs, target)
    return target.tolist(), log_probs.tolist()


expect_equal(labels_afterwards(), ([1, -100], [[-0.5, -1.0], [-2.0, -0.1]]),
             call="nll_loss_forward(log_probs, [1, -100]); labels and log_probs afterwards",
             why="an operation never changes its inputs")
### END HIDDEN TESTS

# %% [markdown]
# ## 7. Cross-entropy
#
# A network gives **scores** (also called logits): any numbers, one for each class. Softmax makes probabilities of
# them, the logarithm makes log-probabilities, and their negative is the loss. All of it together is the
# **cross-entropy**, the loss of nearly every classifier and of every language model. You have both halves.
#
# One operation, from scores to loss, serves better than three: what module 02 found out about softmax and its
# logarithm is put in where nobody can forget it, and module 05 needs a single, very simple gradient for it.

# %% exercise="cross_entropy_forward"
#| export
# exercise: cross_entropy_forward
def cross_entropy_forward(logits, target, reduction="mean", ignore_index=-100):
    """Return the surprise at each label, given the scores in its row, reduced as by `nll_loss_forward`.

    Stable for scores of any size. Shapes: logits (N, C), target (N,) -> () or, for reduction="none", (N,).

    >>> cross_entropy_forward(np.array([[1000.0, 1000.0]]), np.array([1])).round(4).tolist()
    0.6931
    """
    ### BEGIN SOLUTION
    return nll_loss_forward(log_softmax_forward(logits, dim=1), target, reduction, ignore_index)
    ### END SOLUTION

# %% check="cross_entropy_forward" points=4 hidden=3
logits, target = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]]), np.array([2, 0])
expect_close(cross_entropy_forward(logits, target, "none"), [0.40760596, 1.09861229],
             call='cross_entropy_forward([[1, 2, 3], [0, 0, 0]], [2, 0], "none")',
             why="three equal scores are a guess among three: log 3 is 1.0986")
large = np.array([[1000.0, -1000.0], [1000.0, -1000.0]], dtype=np.float32)
expect_close(cross_entropy_forward(large, np.array([0, 1]), "none"), [0.0, 2000.0],
             call='cross_entropy_forward([[1000, -1000]] * 2, [0, 1], "none")',
             why="sure and right costs nothing; sure and wrong costs a lot, but not infinity")
expect_close(cross_entropy_forward(logits, np.array([2, -100])), 0.40760596,
             call="cross_entropy_forward(logits, [2, -100])", why="only the first row counts")
### BEGIN HIDDEN TESTS
n, c = int(rng.integers(3, 7)), int(rng.integers(3, 7))
logits, target = rng.normal(size=(n, c)) * 5, rng.integers(c, size=n)
target[1] = (target[0] + 1) % c                          # so that something is left when one class is ignored
slow = [math.log(sum(math.exp(v - row[k]) for v in row)) for row, k in zip(logits.tolist(), target.tolist())]
for reduction, expected in (("none", slow), ("sum", sum(slow)), ("mean", sum(slow) / n)):
    expect_close(cross_entropy_forward(logits, target, reduction), expected,
                 call=f"cross_entropy_forward(({n}, {c}), ({n},), {reduction})")
expect_close(cross_entropy_forward(logits + 7.0, target), sum(slow) / n,
             call="cross_entropy_forward(logits + 7, target)", why="only differences between scores matter")
expect_equal(cross_entropy_forward(logits.astype(np.float32), target).dtype.name, "float32",
             call="cross_entropy_forward(float32, ...).dtype")
expect_close(cross_entropy_forward(np.array([[1000.0, 999.0], [-1000.0, -1001.0]]), np.array([0, 1]), "none"),
             [0.31326169, 1.31326169], call='cross_entropy_forward([[1000, 999], [-1000, -1001]], [0, 1], "none")',
             why="each row is lowered by a maximum of its own")
kept = [v for v, k in zip(slow, target.tolist()) if k != target[0]]
expect_close(cross_entropy_forward(logits, target, "mean", int(target[0])), sum(kept) / len(kept),
             call="cross_entropy_forward(..., ignore_index=one of the classes)")
### END HIDDEN TESTS

# %% [markdown]
# Two things to know by heart. A model that knows nothing gives equal scores to all C classes, so its loss is log C: if
# yours starts far above, something is wrong before training begins. And cross-entropy wants scores. Handed
# probabilities, it applies softmax a **second** time, and says nothing:

# %%
for classes in (2, 10, 50_257):
    nothing = np.zeros((4, classes), dtype=np.float32)
    print(f"{classes:6} classes, nothing known: {cross_entropy_forward(nothing, np.array([0, 1, 0, 1])):7.4f}")

scores, right = np.array([[20.0, 0.0, 0.0]]), np.array([0])
print(f"right and sure, from scores:        {cross_entropy_forward(scores, right):7.4f}")
print(f"right and sure, softmax done twice: {cross_entropy_forward(softmax_forward(scores), right):7.4f}")

# %% [markdown]
# Probabilities lie between 0 and 1, so as scores they are all nearly equal. No model, however good, can bring the
# last line below 0.55. It does learn, slowly, towards a wall.
#
# ## 8. The largest array of a language model
#
# A language model classifies as well: which of some 32,000 or more pieces of text comes next? It does so at every
# position of every sequence. What does the loss need for that?

# %%
generator = np.random.default_rng(0)
guesses = generator.standard_normal((256, 32_000), dtype=np.float32)  # scores at 256 positions of one text
pieces = generator.integers(32_000, size=256)                         # what really came next

taken = peak_bytes(lambda: cross_entropy_forward(guesses, pieces))
print(f"the logits take {guesses.nbytes / 1e6:.0f} MB, the loss {taken / 1e6:.0f} MB more at its worst moment")
print(f"32 texts of 1,024 pieces out of 50,257: {32 * 1024 * 50_257 * 4 / 1e9:.1f} GB of logits")
print(f"GPT-2, the smallest, 124 million parameters: {124e6 * 4 / 1e9:.1f} GB")

# %% [markdown]
# To compute 256 numbers, and then one, several arrays as large as the logits came and went: the lowered scores, their
# exponentials, the log-probabilities. In training, this is the moment when memory runs out, not somewhere deep in the
# model.
#
# Rows have nothing to do with each other. So take a few at a time, add up their losses, and let each block's memory go
# before the next one comes. Mind what has to be divided by what at the end: blocks may differ in size, and in how many
# of their labels count.

# %% exercise="cross_entropy_in_blocks"
#| export
# exercise: cross_entropy_in_blocks
def cross_entropy_in_blocks(logits, target, rows, ignore_index=-100):
    """Return the mean cross-entropy, equal to `cross_entropy_forward(logits, target)`, from `rows` rows at a time.

    Needs memory for one block only, and the loss has the logits' dtype. Shapes: logits (N, C), target (N,) -> ().

    >>> float(cross_entropy_in_blocks(np.zeros((5, 4)), np.array([0, 1, 2, 3, 0]), rows=2).round(4))
    1.3863
    """
    ### BEGIN SOLUTION
    total, count = 0.0, 0
    for start in range(0, len(target), rows):
        block, labels = logits[start:start + rows], target[start:start + rows]       # views
        total += cross_entropy_forward(block, labels, "sum", ignore_index)
        count += int(np.count_nonzero(labels != ignore_index))
    return total / count
    ### END SOLUTION

# %% check="cross_entropy_in_blocks" points=4 hidden=3
logits = np.array([[0.0, 0.0], [9.0, 0.0], [0.0, 0.0]])
expect_close(cross_entropy_in_blocks(logits, np.array([0, 1, 0]), rows=2), (2 * 0.69314718 + 9.0001234) / 3,
             call="cross_entropy_in_blocks([[0, 0], [9, 0], [0, 0]], [0, 1, 0], rows=2)",
             why="the last block is smaller: a mean of means is not the mean")
expect_close(cross_entropy_in_blocks(logits.astype(np.float32), np.array([-100, 1, 0]), rows=2),
             (0.69314718 + 9.0001234) / 2, dtype=np.float32,
             call="cross_entropy_in_blocks(float32 logits, [-100, 1, 0], rows=2)",
             why="divide by the labels that count, counted as a Python int: NumPy's int64 would make float64 of it")
expect_close(cross_entropy_in_blocks(np.array([[0.0, 0.0], [9.0, 0.0]]), np.array([-100, 1]), rows=1), 9.0001234,
             call="cross_entropy_in_blocks([[0, 0], [9, 0]], [-100, 1], rows=1)",
             why="a block may have nothing that counts")


@scenario
def worst_moment(rows):
    import tracemalloc

    scores, labels = np.zeros((256, 4000), dtype=np.float32), np.arange(256)
    tracemalloc.start()
    cross_entropy_in_blocks(scores, labels, rows)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


expect_equal(worst_moment(16) < 2_000_000, True, call="bytes for 16 of 256 rows of 4000 scores (4 MB) < 2,000,000",
             why="one block's arrays at a time, 0.26 MB each, and never one for all rows")
### BEGIN HIDDEN TESTS
n, c = int(rng.integers(7, 12)), int(rng.integers(3, 6))
logits, target = rng.normal(size=(n, c)).astype(np.float32), rng.integers(c, size=n)
target[0], target[rng.integers(1, n)] = 1, -100
slow = [math.log(sum(math.exp(v - row[k]) for v in row)) for row, k in zip(logits.tolist(), target.tolist()) if k >= 0]
for rows in (1, 3, n - 1, n, n + 5):
    got = cross_entropy_in_blocks(logits, target, rows)
    expect_close(got, sum(slow) / len(slow), rtol=1e-4,
                 call=f"cross_entropy_in_blocks(({n}, {c}), ({n},), rows={rows})")
expect_equal(got.dtype.name, "float32", call="cross_entropy_in_blocks(float32, ...).dtype",
             why="a count made by NumPy is int64: make it a Python int")
kept = [v for v, k in zip(slow, [k for k in target.tolist() if k >= 0]) if k != 0]
target[target == -100] = 0
expect_close(cross_entropy_in_blocks(logits, target, 2, ignore_index=0), sum(kept) / len(kept), rtol=1e-4,
             call="cross_entropy_in_blocks(..., rows=2, ignore_index=0)")
### END HIDDEN TESTS

# %%
for rows in (256, 64, 8):
    taken = peak_bytes(lambda: cross_entropy_in_blocks(guesses, pieces, rows))
    print(f"{rows:4} rows at a time: {taken / 1e6:6.1f} MB, loss {cross_entropy_in_blocks(guesses, pieces, rows):.5f}")

# %% [markdown]
# ## 9. Yes or no
#
# For two classes one number is enough: the probability $p$ of "yes", against a target $t$ of 1 or 0. The surprise at
# the truth is the **binary cross-entropy**:
#
# $$-\big( t \log p + (1 - t) \log (1 - p) \big)$$
#
# Where the model is sure and right, $p = t = 0$, that is $0 \cdot \log 0$: zero times minus infinity, which is not a
# number. And sure and wrong would be infinite. PyTorch's way out is plain: neither logarithm counts as less than −100.
#
# One more trap: for $p = 10^{-9}$, $1 - p$ is exactly 1 in `float32`. NumPy's `np.log1p(z)` is $\log(1 + z)$ computed
# without that sum, so that z keeps its digits; z may be negative.

# %% exercise="binary_cross_entropy_forward"
#| export
# exercise: binary_cross_entropy_forward
def binary_cross_entropy_forward(input, target, reduction="mean"):
    """Return -(t log p + (1 - t) log(1 - p)) for probabilities p in `input` and targets t of the same shape, reduced.

    Other shapes are a ValueError. Each logarithm is at least -100; log 0 gives no warning, a tiny p keeps its digits.

    >>> binary_cross_entropy_forward(np.array([0.5, 0.0, 0.0]), np.array([1.0, 0.0, 1.0]), "none").round(4).tolist()
    [0.6931, 0.0, 100.0]
    """
    ### BEGIN SOLUTION
    require_same_shape(input, target)
    with np.errstate(divide="ignore"):                                # log 0 is expected here
        yes, no = np.maximum(np.log(input), -100), np.maximum(np.log1p(-input), -100)
    return reduce_loss(-(target * yes + (1 - target) * no), reduction)
    ### END SOLUTION

# %% check="binary_cross_entropy_forward" points=4 hidden=3
expect_close(binary_cross_entropy_forward(np.array([0.9, 0.9, 0.5]), np.array([1.0, 0.0, 1.0]), "none"),
             [0.10536052, 2.30258509, 0.69314718],
             call='binary_cross_entropy_forward([0.9, 0.9, 0.5], [1, 0, 1], "none")',
             why="90 % sure: right costs 0.105, wrong costs 2.303")


@scenario
def bce_strictly(p, t, dtype="float32"):
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        try:
            return binary_cross_entropy_forward(np.array(p, dtype), np.array(t, dtype), "none")
        except FloatingPointError as problem:
            return f"your code warned: {problem}".replace(" encountered", "")


expect_close(bce_strictly([0.0, 1.0, 0.0, 1.0], [0.0, 1.0, 1.0, 0.0]), [0.0, 0.0, 100.0, 100.0],
             call='binary_cross_entropy_forward([0, 1, 0, 1], [0, 1, 1, 0], "none")',
             why="0 times minus infinity is not a number: bound the logarithm before you multiply")
expect_close(bce_strictly([1e-9], [0.0]), [1e-9], atol=0, rtol=1e-4, call="binary_cross_entropy_forward([1e-9], [0])",
             why="small is not 0; but 1 - p is 1 in float32")
expect_raises(ValueError, lambda: binary_cross_entropy_forward(np.ones((3, 1)) / 2, np.ones(3)),
              call="binary_cross_entropy_forward(halves (3, 1), ones (3,))", why="never a silent broadcast")
### BEGIN HIDDEN TESTS
p, t = rng.random((3, 4)) * 0.98 + 0.01, rng.random((3, 4))
slow = [-(b * math.log(a) + (1 - b) * math.log(1 - a)) for a, b in zip(p.ravel().tolist(), t.ravel().tolist())]
expect_close(binary_cross_entropy_forward(p, t), sum(slow) / 12,
             call="binary_cross_entropy_forward(p, t), targets between 0 and 1", why="0.3 is a share of yes")
expect_close(binary_cross_entropy_forward(p, t, "sum"), sum(slow), call='binary_cross_entropy_forward(p, t, "sum")')
expect_close(bce_strictly([1e-30, 1e-42], [1.0, 1.0]), [69.0775528, 96.7088], rtol=1e-3,
             call="binary_cross_entropy_forward([1e-30, 1e-42], [1, 1])", why="small probabilities are not 0")
expect_close(bce_strictly([0.0], [0.5]), [50.0], call="binary_cross_entropy_forward([0], [0.5])",
             why="it is the logarithm that is bounded, not the loss")
expect_close(bce_strictly([1e-12, 3e-20], [0.0, 0.0]), [1e-12, 3e-20], atol=0, rtol=1e-4,
             call="binary_cross_entropy_forward([1e-12, 3e-20], [0, 0])", why="np.log1p keeps the digits")
expect_equal(binary_cross_entropy_forward(np.full(2, 0.5, np.float32), np.ones(2, np.float32)).dtype.name, "float32",
             call="binary_cross_entropy_forward(float32, ...).dtype")
expect_raises(ValueError, lambda: binary_cross_entropy_forward(np.full((3, 3), 0.5), np.ones(3)),
              call="binary_cross_entropy_forward(halves (3, 3), ones (3,))", why="never a silent broadcast")


@scenario
def warnings_afterwards():
    with np.errstate(all="warn"):
        before = np.geterr()
        binary_cross_entropy_forward(np.array([0.0, 1.0]), np.array([0.0, 1.0]))
        return np.geterr() == before


expect_equal(warnings_afterwards(), True, call="np.geterr() after binary_cross_entropy_forward: as before?",
             why="only here log 0 is expected; whoever divides by 0 elsewhere still wants to hear of it")
### END HIDDEN TESTS

# %% [markdown]
# The bound hides a loss of digits. The network gave a score, the sigmoid made a probability of it, and only then came
# the loss. What is left of a score of 20 for an example whose answer is "no"?

# %%
scores = np.array([5.0, 15.0, 20.0, 200.0], dtype=np.float32)
print(scores)
print(binary_cross_entropy_forward(sigmoid_forward(scores), np.zeros(4, dtype=np.float32), "none"))

# %% [markdown]
# On paper the loss of a confident wrong answer is just about the score: 5, 15, 20, 200. In the machine a digit is
# already gone at 15; σ(20) is 1, and from there on everything looks the same, 100, with a slope of 0: no way down. As
# with softmax, take the logarithm on paper. With $\log \sigma(x) = -\log(1 + e^{-x})$ and
# $\log(1 - \sigma(x)) = -x - \log(1 + e^{-x})$, the loss becomes
#
# $$-x t + x + \log(1 + e^{-x})$$
#
# That is right for x ≥ 0, where $e^{-x}$ is small. For x < 0, rewrite the last two pieces, $x + \log(1 + e^{-x})$, so
# that only $e^{x}$ occurs: what is $e^{x} (1 + e^{-x})$? Then find one line that is right for both. A small loss should
# keep its digits, too.

# %% exercise="binary_cross_entropy_with_logits_forward"
#| export
# exercise: binary_cross_entropy_with_logits_forward
def binary_cross_entropy_with_logits_forward(input, target, reduction="mean"):
    """Return the binary cross-entropy of the sigmoid of the scores in `input`, exact for scores of any size, reduced.

    A small loss keeps its digits as well. Shapes must be equal, else ValueError.

    >>> scores, answers = np.array([0.0, 1000.0, -1000.0]), np.array([1.0, 0.0, 0.0])
    >>> binary_cross_entropy_with_logits_forward(scores, answers, "none").round(4).tolist()
    [0.6931, 1000.0, 0.0]
    """
    ### BEGIN SOLUTION
    require_same_shape(input, target)
    rest = np.log1p(np.exp(-np.abs(input)))                           # the exponent is never positive
    return reduce_loss(np.maximum(input, 0) - input * target + rest, reduction)
    ### END SOLUTION

# %% check="binary_cross_entropy_with_logits_forward" points=4 hidden=3
expect_close(binary_cross_entropy_with_logits_forward(np.array([0.0, 2.0, -2.0]), np.array([1.0, 1.0, 1.0]), "none"),
             [0.69314718, 0.12692801, 2.12692801],
             call='binary_cross_entropy_with_logits_forward([0, 2, -2], [1, 1, 1], "none")',
             why="-log σ(2) is 0.1269, and for -2 it is 2 more")


@scenario
def logits_strictly(x, t, dtype="float32"):
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        try:
            return binary_cross_entropy_with_logits_forward(np.array(x, dtype), np.array(t, dtype), "none")
        except FloatingPointError as problem:
            return f"your code warned: {problem}".replace(" encountered", "")


expect_close(logits_strictly([20.0, 1000.0, -1000.0, -1000.0], [0.0, 0.0, 0.0, 1.0]), [20.0, 1000.0, 0.0, 1000.0],
             call='binary_cross_entropy_with_logits_forward([20, 1000, -1000, -1000], [0, 0, 0, 1], "none")',
             why="the loss of a confident wrong answer is its score, not a bound")
expect_close(logits_strictly([20.0, -20.0], [1.0, 0.0]), [2.0611537e-9, 2.0611537e-9], rtol=1e-3, atol=0,
             call="binary_cross_entropy_with_logits_forward([20, -20], [1, 0])",
             why="right and sure: small, but not 0; in float32 1 + exp(-20) is 1")
### BEGIN HIDDEN TESTS
x, t = rng.normal(size=(3, 4)) * 5, rng.random((3, 4))
pairs = zip(x.ravel().tolist(), t.ravel().tolist())
slow = [b * math.log1p(math.exp(-a)) + (1 - b) * math.log1p(math.exp(a)) for a, b in pairs]
expect_close(binary_cross_entropy_with_logits_forward(x, t), sum(slow) / 12,
             call="binary_cross_entropy_with_logits_forward(x, t)")
expect_close(binary_cross_entropy_with_logits_forward(x, t, "sum"), sum(slow),
             call="binary_cross_entropy_with_logits_forward(x, t, sum)")
expect_close(logits_strictly([30.0, -30.0], [1.0, 0.0]), [9.3576e-14, 9.3576e-14], rtol=1e-3, atol=0,
             call="binary_cross_entropy_with_logits_forward([30, -30], [1, 0])", why="small is not 0: np.log1p")
for a, b in (((3, 1), (3,)), ((3, 3), (3,)), ((0, 2), (0, 2))):
    expect_raises(ValueError, lambda: binary_cross_entropy_with_logits_forward(np.zeros(a), np.zeros(b)),
                  call=f"binary_cross_entropy_with_logits_forward(zeros {a}, zeros {b})")
singles = np.ones(2, np.float32)
expect_equal(binary_cross_entropy_with_logits_forward(singles, singles).dtype.name, "float32",
             call="binary_cross_entropy_with_logits_forward(float32, ...).dtype")
### END HIDDEN TESTS

# %% [markdown]
# ## 10. Losses for tensors
#
# What remains is given: functions that take tensors, check them and send your functions through `apply`, and classes
# with PyTorch's names that hold the settings. `as_rows` serves the two losses with labels: it brings scores of shape
# (N, C, d1, …), one class axis and any number of positions, to (N · d1 · …, C), and objects, naming both shapes, to
# labels that do not fit.

# %% given="labels"
#| export
NLL, CROSS_ENTROPY = Op("nll_loss", nll_loss_forward), Op("cross_entropy", cross_entropy_forward)


def as_rows(scores, labels, ignore_index):
    """Scores (N, C, d1, ...) as (N·d1·..., C) and labels (N, d1, ...) as one row, after checking both."""
    expected = scores.shape[:1] + scores.shape[2:] if scores.ndim > 1 else ()
    if scores.ndim == 0 or labels.shape != expected:
        raise ValueError(f"scores of shape {scores.shape} need labels of shape {expected}, not {labels.shape}")
    if scores.ndim == 1:
        scores = scores.unsqueeze(0)                     # one example
    require_labels(labels, scores.shape[1], ignore_index)
    if scores.ndim > 2:
        scores = scores.permute(0, *range(2, scores.ndim), 1).reshape(-1, scores.shape[1])
    return scores, labels.reshape(-1)


def labelled(op, scores, target, **settings):
    """A loss whose targets are labels; for reduction="none" the losses get the shape of the labels."""
    target = np.asarray(target)
    rows, labels = as_rows(real(scores), target, settings["ignore_index"])
    loss = apply(op, rows, labels, **settings)
    return loss.reshape(target.shape) if settings["reduction"] == "none" else loss


def nll_loss(input, target, *, ignore_index=-100, reduction="mean"):
    return labelled(NLL, input, target, reduction=reduction, ignore_index=ignore_index)


def cross_entropy(input, target, *, ignore_index=-100, reduction="mean"):
    return labelled(CROSS_ENTROPY, input, target, reduction=reduction, ignore_index=ignore_index)

# %% given="pairs"
#| export
MSE, BCE = Op("mse_loss", mse_loss_forward), Op("binary_cross_entropy", binary_cross_entropy_forward)
BCE_WITH_LOGITS = Op("binary_cross_entropy_with_logits", binary_cross_entropy_with_logits_forward)


def mse_loss(input, target, *, reduction="mean"):
    return apply(MSE, real(input), real(target), reduction=reduction)


def binary_cross_entropy(input, target, *, reduction="mean"):
    input = real(input)
    if not ((input.data >= 0) & (input.data <= 1)).all():
        raise ValueError("binary_cross_entropy takes probabilities, from 0 to 1; scores are for the form with logits")
    return apply(BCE, input, real(target), reduction=reduction)


def binary_cross_entropy_with_logits(input, target, *, reduction="mean"):
    return apply(BCE_WITH_LOGITS, real(input), real(target), reduction=reduction)

# %% given="Loss"
#| export
class Loss:
    """A loss with its settings: call it on predictions and targets (tensors, arrays or lists) for a tensor."""

    def __init__(self, *, reduction="mean"):
        reduce_loss(np.zeros(1), reduction)              # an unknown word is an error here, not an epoch later
        self.reduction = reduction

    def __call__(self, input, target): return self.forward(input, target)
    def __repr__(self):
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"


class LabelLoss(Loss):
    """A loss whose targets are class ids, some of which may be ignored."""

    def __init__(self, *, ignore_index=-100, reduction="mean"):
        super().__init__(reduction=reduction)
        self.ignore_index = ignore_index


class MSELoss(Loss):
    def forward(self, input, target): return mse_loss(input, target, **vars(self))


class BCELoss(Loss):
    def forward(self, input, target): return binary_cross_entropy(input, target, **vars(self))


class BCEWithLogitsLoss(Loss):
    def forward(self, input, target): return binary_cross_entropy_with_logits(input, target, **vars(self))


class NLLLoss(LabelLoss):
    def forward(self, input, target): return nll_loss(input, target, **vars(self))


class CrossEntropyLoss(LabelLoss):
    def forward(self, input, target): return cross_entropy(input, target, **vars(self))

# %%
print(MSELoss()([1, 2, 3], [1, 2, 5]), BCELoss()([0.9, 0.2], [1, 0]), BCEWithLogitsLoss(reduction="sum")([2.0], [0.0]))
scores = Tensor([[2.0, 1.0, 0.1], [0.5, 2.5, 0.3]])
print(CrossEntropyLoss()(scores, [0, 1]), NLLLoss()(log_softmax(scores), [0, 1]), CrossEntropyLoss(reduction="none"))
for predictions, targets in ((Tensor([[1.0], [2.0]]), [1.0, 2.0]), (scores, [[0], [1]])):
    try:
        (MSELoss() if predictions.shape[1] == 1 else CrossEntropyLoss())(predictions, targets)
    except ValueError as problem:
        print(problem)

# %% [markdown]
# ## 11. Learning
#
# The three kinds of points from module 01, and nine numbers that know nothing: the loss starts at log 3. Then forty
# steps downhill. (`float64`, because the slopes are measured.)

# %%
generator = np.random.default_rng(1)
kinds = Tensor(generator.integers(3, size=300))                                       # (300,)
middles = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 4.0]])
points = Tensor(middles[kinds.data] + generator.normal(size=(300, 2)), dtype=np.float64)   # (300, 2)
loss = CrossEntropyLoss()


def how_wrong(numbers):
    weight, bias = numbers[:6].reshape(2, 3), numbers[6:]
    return loss(points @ weight + bias, kinds).item()


numbers = np.zeros(9)
for step in range(41):
    if step % 10 == 0:
        scores = points @ numbers[:6].reshape(2, 3) + numbers[6:]
        right = (scores.argmax(axis=1) == kinds).mean().item()
        print(f"step {step:2}: loss {how_wrong(numbers):.4f}, {right:.0%} right")
    numbers -= 0.5 * slopes(how_wrong, numbers)

# %% [markdown]
# Nobody computed a mean of anything here, as the classifier of module 01 did. The program was told how wrong it was,
# and went where that became less.
#
# ## The same in PyTorch
#
# ```python
# import torch
# from torch import nn
#
# scores, kinds = torch.tensor([[2.0, 1.0, 0.1], [0.5, 2.5, 0.3]]), torch.tensor([0, -100])
# print(nn.CrossEntropyLoss()(scores, kinds), nn.CrossEntropyLoss(reduction="none")(scores, kinds))
# print(nn.NLLLoss(reduction="sum")(torch.log_softmax(scores, dim=1), torch.tensor([0, 1])))
# print(nn.BCELoss()(torch.tensor([0.9, 0.0]), torch.tensor([1.0, 1.0])))
# print(nn.BCEWithLogitsLoss()(torch.tensor([1000.0]), torch.tensor([0.0])), nn.MSELoss()(scores, scores + 1))
# ```
#
# ```text
# tensor(0.4170) tensor([0.4170, 0.0000])
# tensor(0.6371)
# tensor(50.0527)
# tensor(1000.) tensor(1.)
# ```
#
# Three differences are deliberate. For shapes that differ, PyTorch's `MSELoss` warns and broadcasts; ours is an error.
# A batch of which nothing counts gives `nan` there and is an error here. And our settings are given by name only:
# `weight`, `label_smoothing` and targets that are probabilities are left out.
#
# ## Three questions
#
# Answer in your own words, about ten lines each. Refer to your own functions, and to numbers that you measured above.

# %% [markdown] question="q1" points=10
# **The largest array.** A model with a vocabulary of 50,257 is trained on 32 sequences of 1,024 tokens. How many bytes
# are its logits in `float32`? By your measurement in section 8, how many more does `cross_entropy_forward` need, and
# which of your lines (those of `log_softmax_forward` and `logsumexp_forward` included) make these arrays? What remains
# with 64 rows at a time? The gradient of module 05 has the shape of the logits again. What would have to happen inside
# a block, before its memory goes, so that neither the logits nor their gradient ever exist for all rows at once?

# %% [markdown] question="q2" points=10
# **The price of a slope.** How many times does your `slopes` run the model for one step of the program in section 11?
# How many times for a network of 6,200 parameters, or of seven billion, and how long is that, if one run takes 1 ms
# and 1 s? Then look at the slopes themselves: which two errors does a measured slope have, how does each depend on
# `step`, and what becomes of them in `float32`, where a loss of about 1 has seven digits? What will you still use
# `slopes` for, once module 05 is there?

# %% [markdown] question="q3" points=10
# **An average of averages.** Sentences of different lengths are padded to the longest one, and padding is ignored.
# Somebody reports, as the loss of an epoch, the mean of the losses of its batches. Make up two batches for which that
# is clearly wrong, and compute both numbers. Which lines of your `nll_loss_forward` and `cross_entropy_in_blocks`
# decide the question? In training, two half batches shall give the same step as the whole one: what has to be added
# up, what divided by what, and when is the right divisor known?

# %% [markdown]
# ## What comes next
#
# You can say how wrong a model is, in one number that neither overflows nor broadcasts nor counts what it should not.
# `tito module complete 04` puts the losses into your package.
#
# And you have trained a model, at the price of two runs for each of its numbers and each step. Module 05 is about
# paying less: it writes down what was computed, walks back along it once, and has every slope at the end.
