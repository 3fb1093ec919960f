# %% [markdown]
# # Gradient checking
#
# Half an hour, no marks. Module 05 lets you write rules for derivatives, and a wrong rule does not crash. There is a
# judge who knows no calculus and cannot be talked round: change one number a little, and look. Here you build that
# judge, for a list of numbers, and at the end it convicts one of three suspects:
#
# ```python
# for name, claimed in suspects.items():
#     print(name, wrong_places(claimed, loss, point))
# ```

# %% given="imports"
#| default_exp scaffolds.gradient_checking
#| export
import numpy as np

# %% given="vocabulary"
from tinytorch.checks import expect_close, expect_equal, scenario

# %% [markdown]
# ## 1. One number, one slope
#
# A function turns one number into one number. How fast does it grow at x? Go a small step h to the right and a small
# step to the left; the rise between the two, divided by the way between them, is the slope:
#
# $$f'(x) \approx \frac{f(x + h) - f(x - h)}{2h}$$

# %% exercise="slope_at"
#| export
# exercise: slope_at
def slope_at(f, x, h=1e-5):
    """Return the slope of `f`, a function of one number, at `x`: the rise from x - h to x + h, by the way between.

    >>> round(slope_at(lambda x: x ** 2, 3.0), 6)
    6.0
    """
    ### BEGIN SOLUTION
    return (f(x + h) - f(x - h)) / (2 * h)
    ### END SOLUTION

# %% check="slope_at" points=0
@scenario
def slopes_by_trying():
    cubed = [slope_at(lambda x: x**3, 2.0, h=h) for h in (1e-5, 0.5)]
    return [*cubed, slope_at(lambda x: 5.0, 1.0)]


expect_close(slopes_by_trying()[0], 12.0, atol=1e-6, call="slope_at(x ** 3, 2.0)", why="the slope of x³ is 3x²")
expect_close(slopes_by_trying()[1], 12.25, call="slope_at(x ** 3, 2.0, h=0.5)", why="(2.5³ - 1.5³) / 1, with the h that is given")
expect_close(slopes_by_trying()[2], 0.0, call="slope_at of a function that is always 5", why="nothing changes: no slope")

# %% [markdown]
# How small should h be? The smaller, one would think, the better. Try it, to both sides and to the right only:

# %%
exact = np.cos(1.0)                                      # the slope of the sine at 1
for h in (1e-1, 1e-3, 1e-5, 1e-7, 1e-9, 1e-11, 1e-13):
    right_only = (np.sin(1.0 + h) - np.sin(1.0)) / h
    print(f"h {h:.0e}: wrong by {abs(slope_at(np.sin, 1.0, h) - exact):.0e}, to the right only {abs(right_only - exact):.0e}")

# %% [markdown]
# Two errors pull in opposite directions. A large step sees the bend of the curve: the error shrinks with h², and to one
# side only with h. A tiny step subtracts two numbers that agree in nearly all of their 16 digits, and what is left is
# rounding. Between them, near h = 1e-5, both are small. In `float32`, with 7 digits, no h is good: so gradients are
# checked in `float64`.
#
# ## 2. Many numbers: move one
#
# A loss depends on many numbers. Ask about one at a time: move that one, and leave all others where they are. For that
# we need a copy of the point in which one place has moved. A **copy**: whoever gave us the point wants it back unharmed.

# %% exercise="one_moved"
#| export
# exercise: one_moved
def one_moved(point, place, by):
    """Return a copy of the array `point`, in float64, in which the number at `place` is larger by `by`.

    >>> one_moved(np.array([1.0, 2.0, 3.0]), 1, 0.5)
    array([1. , 2.5, 3. ])
    """
    ### BEGIN SOLUTION
    moved = np.array(point, dtype=np.float64)
    moved[place] += by
    return moved
    ### END SOLUTION

# %% check="one_moved" points=0
@scenario
def a_move(numbers, place):
    point = np.array(numbers)
    return one_moved(point, place, 0.5).tolist(), point.tolist()


expect_close(a_move([1.0, 2.0, 3.0], 1)[0], [1.0, 2.5, 3.0], call="one_moved([1, 2, 3], 1, 0.5)", why="one number moves, the others stay")
expect_close(a_move([1.0, 2.0, 3.0], 1)[1], [1.0, 2.0, 3.0], call="the point, afterwards", why="a copy was moved")
expect_close(a_move([1, 2, 3], 0)[0], [1.5, 2.0, 3.0], call="one_moved([1, 2, 3] as integers, 0, 0.5)",
             why="integers cannot move by a half: the copy is float64")
expect_close(a_move([[1.0, 2.0], [3.0, 4.0]], (1, 0))[0], [[1.0, 2.0], [3.5, 4.0]],
             call="one_moved([[1, 2], [3, 4]], (1, 0), 0.5)", why="in a matrix, a place is a pair: row 1, column 0")

# %% [markdown]
# ## 3. A slope for every number
#
# One slope for each place, in an array of the shape of the point: that is the **gradient**. `np.ndindex(shape)` goes
# through all places, for any number of axes.

# %%
print(list(np.ndindex(2, 2)))

# %% exercise="slopes_at"
#| export
# exercise: slopes_at
def slopes_at(f, point, h=1e-5):
    """Return the gradient of `f`, a function from an array to a number, at `point`: two looks for each place.
    Shapes: point of any shape -> the same shape.

    >>> slopes_at(lambda x: x[0] * x[1], np.array([3.0, 5.0])).round(6)
    array([5., 3.])
    """
    ### BEGIN SOLUTION
    slopes = np.zeros(np.shape(point))
    for place in np.ndindex(slopes.shape):
        rise = f(one_moved(point, place, h)) - f(one_moved(point, place, -h))
        slopes[place] = rise / (2 * h)
    return slopes
    ### END SOLUTION

# %% check="slopes_at" points=0
@scenario
def gradients_by_trying():
    product = slopes_at(lambda x: x[0] * x[1] + x[2] ** 2, np.array([3.0, 5.0, 2.0, 9.0]))
    matrix = slopes_at(lambda x: (x * x).sum(), np.array([[1.0, 2.0], [3.0, 4.0]]))
    wide = slopes_at(lambda x: (x**3).sum(), np.array([2.0, 1.0]), h=0.5)
    return product, matrix, wide


expect_close(gradients_by_trying()[0], [5.0, 3.0, 4.0, 0.0], atol=1e-6, call="slopes_at(x0 x1 + x2², [3, 5, 2, 9])",
             why="each factor counts as much as the other is large; the last number takes no part")
expect_close(gradients_by_trying()[1], [[2.0, 4.0], [6.0, 8.0]], atol=1e-6, call="slopes_at(sum of squares, [[1, 2], [3, 4]])",
             why="a gradient has the shape of the point")
expect_close(gradients_by_trying()[2], [12.25, 3.25], call="slopes_at(sum of cubes, [2, 1], h=0.5)", why="both sides, with the h that is given")

# %% [markdown]
# ## 4. Equal, or nearly
#
# Trying is wrong in the last digits, so `==` will not do. Nor will a fixed distance: 0.001 is nothing for a gradient of
# 5,000 and everything for one of 0.0001. So measure the distance in proportion to the larger of the two:
#
# $$\frac{|a - b|}{\max(|a|, |b|, 10^{-8})}$$
#
# The third number in the maximum is for a = b = 0. About 1e-7 is what an honest gradient reaches; 1e-2 is a wrong one.

# %% exercise="relative_error"
#| export
# exercise: relative_error
def relative_error(a, b):
    """Return |a - b| / max(|a|, |b|, 1e-8), number by number. Shapes: a and b (...) -> (...).

    >>> relative_error(np.array([100.0]), np.array([101.0])).round(4)
    array([0.0099])
    """
    ### BEGIN SOLUTION
    larger = np.maximum(np.abs(a), np.abs(b))
    return np.abs(a - b) / np.maximum(larger, 1e-8)
    ### END SOLUTION

# %% check="relative_error" points=0
got = relative_error(np.array([5000.0, 0.0001, -2.0]), np.array([5000.001, 0.0011, 2.0]))
expect_close(got, [2e-7, 0.909091, 2.0], atol=1e-5, rtol=1e-4, call="relative_error([5000, 0.0001, -2], [5000.001, 0.0011, 2])",
             why="the same distance is nothing for the first and everything for the second; a wrong sign is the worst")
expect_close(got[0] * 1e7, 2.0, rtol=1e-2, call="1e7 times the first of them", why="in proportion to the larger of the two")
expect_close(relative_error(np.array([0.0]), np.array([0.0])), [0.0], call="relative_error([0], [0])", why="0 and 0 agree; no division by zero")

# %% [markdown]
# ## 5. The judge
#
# Somebody claims to know the gradient of a function. Find the places where trying says otherwise.

# %% exercise="wrong_places"
#| export
# exercise: wrong_places
def wrong_places(claimed, f, point, tolerance=1e-4):
    """Return the places, as a list of tuples, where the gradient `claimed` is off by more than `tolerance`, relatively.

    >>> wrong_places(np.array([6.0, 4.0]), lambda x: (x * x).sum(), np.array([3.0, 5.0]))
    [(1,)]
    """
    ### BEGIN SOLUTION
    errors = relative_error(claimed, slopes_at(f, point))
    return [place for place in np.ndindex(errors.shape) if errors[place] > tolerance]
    ### END SOLUTION

# %% check="wrong_places" points=0
@scenario
def verdicts(tolerance):
    point = np.array([[1.0, 2.0], [3.0, 4.0]])
    claimed = np.array([[2.0, -4.0], [6.0, 8.1]])
    return wrong_places(claimed, lambda x: (x * x).sum(), point, tolerance)


expect_equal([tuple(place) for place in verdicts(1e-4)], [(0, 1), (1, 1)],
             call="wrong_places([[2, -4], [6, 8.1]], sum of squares, [[1, 2], [3, 4]])", why="a wrong sign, and 8.1 for 8")
expect_equal([tuple(place) for place in verdicts(0.1)], [(0, 1)], call="the same with tolerance=0.1", why="8.1 is within a tenth of 8")

# %% [markdown]
# ## 6. Three suspects
#
# A batch of three examples with two numbers each; a bias of two numbers is added to every row; the loss is the sum of
# the squares. What is the gradient for the bias? Three people answer. Decide yourself before you run the cell.

# %%
batch, point = np.array([[1.0, -2.0], [3.0, 0.5], [-1.0, 2.0]]), np.array([0.5, -1.0])


def loss(bias):
    return ((batch + bias) ** 2).sum()                   # (3, 2) + (2,) -> (3, 2) -> a number


rows = 2 * (batch + point)                               # (3, 2), the gradient for each entry of the sum
suspects = {"the first row": rows[0], "the mean of the rows": rows.mean(axis=0), "the sum of the rows": rows.sum(axis=0)}
for name, claimed in suspects.items():
    print(f"{name:<21} wrong at {wrong_places(claimed, loss, point)}")

# %% [markdown]
# The bias was used in every row, so the loss feels it in every row, and the shares add up. Calculus says it in two
# lines; trying said it without.
#
# ## Back to module 05
#
# `slopes_at` is `numerical_gradient` there, all but one thing: instead of a copy for each look, it may move one number
# of a single copy, and has to put it back. `check_gradients` is `wrong_places` for functions of tensors. So whenever a
# rule of yours fails its check: take a small array, ask the judge, and look at the **places**. One row? One column? All
# by the same factor? Where a gradient is wrong tells what is wrong. Back to it: `tito module start 05`.
