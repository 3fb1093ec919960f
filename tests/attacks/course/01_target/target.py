# %% [markdown]
# # Target
#
# Each check has another shape: an array, a list in a loop, an error, an object, a generator, a scenario, a dictionary.

# %% given="imports"
#| default_exp core.target
#| export
import numpy as np

from tinytorch.core.base import half

# %% given="vocabulary"
from tinytorch.checks import expect_close, expect_equal, expect_raises, rng, scenario

# %% exercise="double"
#| export
# exercise: double
def double(x):
    """Return twice `x`, any shape."""
    ### BEGIN SOLUTION
    return 4 * half(x)
    ### END SOLUTION

# %% check="double" points=5 hidden=5
x = rng.normal(size=3)
expect_close(double(x), 2 * x, call="double(x)")
### BEGIN HIDDEN TESTS
x = rng.normal(size=(3, 4))
expect_close(double(x), x + x, dtype=np.float64, call="double(x), x (3, 4): hidden needle 7f3a")
### END HIDDEN TESTS

# %% exercise="rows"
#| export
# exercise: rows
def rows(x):
    """Return the rows of `x` as a list."""
    ### BEGIN SOLUTION
    return list(x)
    ### END SOLUTION

# %% check="rows" points=5 hidden=5
x = rng.normal(size=(3, 2))
for got, expected in zip(rows(x), x):
    expect_close(got, expected, call="a row of x (3, 2)")
### BEGIN HIDDEN TESTS
for size in (2, 4):
    x = rng.normal(size=(size, 3))
    for number, got in enumerate(rows(x)):
        last = x[number]
        expect_close(got, last, call="a row of x")
    expect_close(last, x[-1], call="the last row")
### END HIDDEN TESTS

# %% exercise="checked_shape"
#| export
# exercise: checked_shape
def checked_shape(x):
    """Return the shape of `x` as a tuple; ValueError with the shape in it unless `x` has two dimensions."""
    ### BEGIN SOLUTION
    if x.ndim != 2:
        raise ValueError(f"two dimensions are needed, got {x.shape}")
    return x.shape
    ### END SOLUTION

# %% check="checked_shape" points=5 hidden=5
size = int(rng.integers(2, 9))
expect_raises(ValueError, lambda: checked_shape(np.zeros(size)), match=str((size,)), call="checked_shape(zeros(n))")
expect_equal(checked_shape(np.zeros((size, 2))), (size, 2), call="checked_shape(zeros (n, 2))")
### BEGIN HIDDEN TESTS
shape = tuple(int(n) for n in rng.integers(2, 9, size=3))
expect_raises(ValueError, lambda: checked_shape(np.zeros(shape)), match=str(shape), call="checked_shape of three axes")
expect_equal(checked_shape(np.zeros(shape[:2])), shape[:2], call="checked_shape of two")
### END HIDDEN TESTS

# %% exercise="bag_total"
#| export
# exercise: bag_total
def bag_total(values):
    """Return the sum of `values` as a number."""
    ### BEGIN SOLUTION
    return sum(values)
    ### END SOLUTION

# %% given="Bag"
#| export
class Bag:
    """Holds numbers."""

    def __init__(self, values):
        self.values = list(values)

    def __len__(self):
        return len(self.values)

    def __getitem__(self, place):
        return self.values[place]

    def __array__(self, dtype=None, copy=None):
        return np.array(self.values, dtype=dtype)

    @property
    def total(self):
        return bag_total(self.values)

    def __eq__(self, other):
        return self.total == other.total

    __hash__ = None

# %% check="bag_total" points=5 hidden=5
values = rng.integers(1, 100, size=4).tolist()
bag = Bag(values)
expect_equal(bag.total, sum(values), call="Bag(values).total")
expect_close(float(Bag([0.5]).total), 0.5, call="Bag([0.5]).total")
### BEGIN HIDDEN TESTS
values = rng.integers(1, 100, size=6).tolist()
expect_equal((Bag(values) == Bag(values[::-1])).real, 1, call="Bag(values) == Bag(values, backwards)")
expect_equal(Bag(values).total, sum(values), call="Bag(values).total")
### END HIDDEN TESTS

# %% exercise="countdown"
#| export
# exercise: countdown
def countdown(n):
    """Yield n, n - 1, ... 1."""
    ### BEGIN SOLUTION
    yield from range(n, 0, -1)
    ### END SOLUTION

# %% check="countdown" points=5 hidden=5
n = int(rng.integers(4, 9))
for step, value in enumerate(countdown(n)):
    expect_equal(value, n - step, call="countdown(n)")
    if step == 3:
        break
### BEGIN HIDDEN TESTS
n = int(rng.integers(4, 9))
expect_equal(list(countdown(n)), list(range(n, 0, -1)), call="list(countdown(n))")
### END HIDDEN TESTS

# %% exercise="mapped"
#| export
# exercise: mapped
def mapped(function, values):
    """Return `function(value)` for each value, as a list."""
    ### BEGIN SOLUTION
    return [function(value) for value in values]
    ### END SOLUTION

# %% check="mapped" points=5 hidden=5
@scenario
def squares(values):
    return mapped(lambda value: value * value, values)


values = rng.integers(1, 9, size=3).tolist()
expect_equal(squares(values), [value**2 for value in values], call="mapped(square, values)")
### BEGIN HIDDEN TESTS
@scenario
def lengths(words):
    return mapped(len, words)


words = ["x" * int(n) for n in rng.integers(1, 9, size=4)]
expect_equal(lengths(words), [len(word) for word in words], call="mapped(len, words)")
### END HIDDEN TESTS

# %% exercise="table"
#| export
# exercise: table
def table(words):
    """Return a dictionary from each word to its length."""
    ### BEGIN SOLUTION
    return {word: len(word) for word in words}
    ### END SOLUTION

# %% check="table" points=5 hidden=5
words = ["x" * int(n) for n in rng.choice(9, size=3, replace=False) + 1]
expect_equal(table(words), {word: len(word) for word in words}, call="table(words)")
### BEGIN HIDDEN TESTS
words = ["y" * int(n) for n in rng.choice(9, size=4, replace=False) + 1]
expect_equal(table(words), {word: len(word) for word in words}, call="table(words)")
### END HIDDEN TESTS

# %% [markdown] question="q1" points=30
# Which of these could a hand-in forge?
