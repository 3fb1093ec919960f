# %% [markdown]
# # DataLoader
#
# A model learns from batches, and somebody has to fetch them: in a new order in each epoch, fast enough that the model
# never waits, and so that the same seed gives the same batches on every machine. In this module you build that
# somebody. At the end this program runs on it, on files in the format of CIFAR-10:
#
# ```python
# train, unseen = random_split(CIFAR10(folder), [0.8, 0.2], generator=generator)
# loader = DataLoader(train, batch_size=32, shuffle=True, generator=generator, num_workers=2,
#                     transform=Compose([RandomCrop(32, padding=4), RandomHorizontalFlip(), Normalize(mean, std)]))
# for epoch in range(2):
#     for images, labels in loader:
#         ...                                              # (32, 3, 32, 32) and (32,)
# ```
#
# None of it is deep. All of it is where programs are slow, where results cannot be repeated, and where test data leak
# into training without a word.

# %% given="imports"
#| default_exp core.dataloader
#| export
import math
import operator
import queue
import threading
from collections import deque

import numpy as np

from tinytorch.core.tensor import Tensor, to_array, wrap
from tinytorch.datasets import download as fetch
from tinytorch.datasets import pixels as read_pixels

# %% given="vocabulary"
import time
import timeit
from pathlib import Path

from tinytorch.checks import expect_close, expect_equal, expect_raises, rng, scenario


def milliseconds(function, repeat=3):
    """How long `function()` takes: the fastest of a few runs."""
    return min(timeit.repeat(function, number=1, repeat=repeat)) * 1000

# %% [markdown]
# ## 1. One example
#
# A **dataset** is anything that has a length and gives the example at an index. It need not hold its examples: this one
# makes them when they are asked for, others read a file.

# %%
class Squares:
    def __len__(self):
        return 5

    def __getitem__(self, index):
        return index, index * index


squares = Squares()
len(squares), squares[3], squares[-1], squares[99]

# %% [markdown]
# The last two are wrong: `-1` should be the last example, as in every Python sequence, and there is no example 99. And
# `for example in squares` would never end, because Python asks for index 0, 1, 2, ... until it meets an `IndexError`.
# One function puts that right for all our datasets.

# %% exercise="find_index"
#| export
# exercise: find_index
def find_index(index, length):
    """Return the place from 0 to length - 1 that `index`, an int of Python or NumPy, means: negative ones count from
    the end. IndexError that names both for an index outside.

    >>> find_index(-1, 5)
    4
    """
    ### BEGIN SOLUTION
    place = operator.index(index)
    if not -length <= place < length:
        raise IndexError(f"index {place} is outside a dataset of {length} examples")
    return place % length
    ### END SOLUTION

# %% check="find_index" points=2 hidden=2
expect_equal([find_index(i, 5) for i in (0, 4, -1, -5)], [0, 4, 4, 0], call="find_index(i, 5) for i in 0, 4, -1, -5",
             why="negative indices count from the end")
expect_raises(IndexError, lambda: find_index(5, 5), match="5", call="find_index(5, 5)",
              why="a loop over a dataset ends at the first IndexError")
for named in ("-6", "5"):
    expect_raises(IndexError, lambda: find_index(-6, 5), match=named, call="find_index(-6, 5)",
                  why="-6 wrapped round to 4 would hide a mistake; the message names the index and the length")
### BEGIN HIDDEN TESTS
length = int(rng.integers(2, 50))
expect_equal([find_index(i, length) for i in range(-length, length)], [*range(length)] * 2,
             call=f"find_index(i, {length}) for i from {-length} to {length - 1}")
expect_equal(find_index(np.int64(-2), 5), 3, call="find_index(np.int64(-2), 5)", why="a shuffled order has NumPy's ints")
for index in (length, length + 7, -length - 1):
    expect_raises(IndexError, lambda index=index: find_index(index, length), match=str(length),
                  call=f"find_index({index}, {length})")
expect_raises(IndexError, lambda: find_index(0, 0), call="find_index(0, 0)", why="an empty dataset has no example")
### END HIDDEN TESTS

# %% [markdown]
# ## 2. A batch at once
#
# Most data fit into memory as arrays: 20,000 images of 784 numbers take 63 MB. The obvious way to a batch of 64 is to
# take 64 examples and stack them. NumPy can be asked for all of them at once: with an array of row numbers as index, it
# does the loop in C and copies each row where it belongs. Guess how many times faster that is.

# %%
digits = np.ones((20_000, 784), dtype=np.float32)
order = np.random.default_rng(0).permutation(20_000)[:19_968].reshape(-1, 64)      # for 312 batches, 64 row numbers each
one_by_one = milliseconds(lambda: [np.stack([digits[i] for i in rows]).shape for rows in order])
at_once = milliseconds(lambda: [digits.take(rows, axis=0).shape for rows in order])
print(f"312 batches of 64 images: one by one {one_by_one:.0f} ms, at once {at_once:.0f} ms, "
      f"{one_by_one / at_once:.1f} times faster")

# %% exercise="take_rows"
#| export
# exercise: take_rows
def take_rows(arrays, rows):
    """Return a tuple: of each array (N, ...) the rows numbered `rows`, B ints, in that order, as a copy (B, ...). Each
    array is asked once, for all rows. A row may be asked for twice; IndexError for one that does not exist.

    >>> take_rows([np.array([10, 11, 12]), np.array([0.0, 0.1, 0.2])], [2, 0])
    (array([12, 10]), array([0.2, 0. ]))
    """
    ### BEGIN SOLUTION
    return tuple(array.take(rows, axis=0) for array in arrays)
    ### END SOLUTION

# %% check="take_rows" points=3 hidden=3
x, y = np.arange(12.0).reshape(4, 3), np.array([10, 11, 12, 13])
expect_equal(take_rows([x, y], [3, 0]), ([[9.0, 10.0, 11.0], [0.0, 1.0, 2.0]], [13, 10]),
             call="take_rows([x, y], [3, 0]), x = [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10, 11]], y = [10, 11, 12, 13]",
             why="a tuple: of every array the same whole rows, in the order that was asked for")


@scenario
def questions_for(count):
    """How often an array is asked for something, for a batch of `count` rows."""
    class Asked(np.ndarray):
        times = 0

        def __getitem__(self, key):
            Asked.times += 1
            return super().__getitem__(key)

        def take(self, *args, **named):
            Asked.times += 1
            return np.asarray(self).take(*args, **named)

    take_rows([np.zeros((100, 2)).view(Asked)], np.arange(count))
    return Asked.times


expect_equal(max(questions_for(50), 1), 1, call="how often take_rows asks an array, for 50 rows",
             why="one question for the batch: the loop runs in C")


@scenario
def write_into_the_batch():
    x = np.arange(4.0)
    take_rows((x,), np.array([1, 2]))[0][...] = 100.0
    return x.tolist()


expect_equal(write_into_the_batch(), [0.0, 1.0, 2.0, 3.0], call="x = [0, 1, 2, 3]; take_rows((x,), [1, 2])[0][...] = 100; x",
             why="copies: what a model does to its batch must not reach the data")
expect_raises(IndexError, lambda: take_rows([x, y], [0, 4]), call="take_rows([x, y], [0, 4])",
              why="there is no row 4; another one in its place would hide a mistake")
### BEGIN HIDDEN TESTS
arrays = [rng.normal(size=(30, 2, 3)).astype(np.float32), rng.integers(9, size=30), rng.random(30) > 0.5]
rows = rng.integers(30, size=40)
got = take_rows(arrays, rows)
for part, array in enumerate(arrays):
    expect_close(got[part], np.array([array[i] for i in rows]), rtol=0, atol=0, dtype=array.dtype,
                 call=f"take_rows(arrays, 40 rows of 30)[{part}]")
expect_equal(take_rows(arrays, rows[:0])[0].shape, (0, 2, 3),
             call="take_rows(arrays, no rows)[0].shape")


@scenario
def kind_and_copy():
    x = np.arange(4.0)
    got = take_rows((x,), np.array([0, 1]))
    got[0][0] = 100.0
    return type(got).__name__, x.tolist()


expect_equal(kind_and_copy(), ("tuple", [0.0, 1.0, 2.0, 3.0]),
             call="type of take_rows((x,), [0, 1]); x after got[0][0] = 100",
             why="what a model does to its batch must not reach the data")
### END HIDDEN TESTS

# %% [markdown]
# Both ways copy the same bytes. The difference is what Python does for each row: it makes an int, a view and an entry in
# a list, and `np.stack` looks at every one of them again. For rows of 3 kB that costs more than the copy; for photographs
# of 600 kB it would hardly be seen.
#
# Now the classes. `Dataset` gives what every dataset has: `take(rows)`, a whole batch, which collects single examples
# unless a subclass knows better. `TensorDataset` knows better. (What `default_collate` does with the examples, you will
# write in section 5.)

# %% given="datasets"
#| export
class Dataset:
    """A length and an example at each index. Subclasses write `__len__` and `__getitem__`, and may write `take`."""

    def __getitem__(self, index):
        raise NotImplementedError(f"{type(self).__name__} has no __getitem__")

    def take(self, rows):
        """The examples at several indices as one batch of arrays."""
        return default_collate([self[int(row)] for row in rows])


class TensorDataset(Dataset):
    """Examples from tensors, arrays or lists of the same length: example i is their rows i, a tuple of tensors."""

    def __init__(self, *tensors):
        self.arrays = [rows_of(data) for data in tensors]
        lengths = [len(array) for array in self.arrays]
        if len(set(lengths)) != 1:
            raise ValueError(f"tensors of a dataset are equally long, not of lengths {lengths}")

    def __len__(self):
        return len(self.arrays[0])

    def __getitem__(self, index):
        place = find_index(index, len(self))
        return tuple(wrap(np.asarray(array[place])) for array in self.arrays)

    def take(self, rows):
        return take_rows(self.arrays, rows)


def rows_of(data):
    """The array in a tensor as it is; other data as an array, of float32 if they are float64; not copied if possible."""
    if isinstance(data, Tensor):
        return data.data
    array = np.asarray(data)
    return array.astype(np.float32) if array.dtype == np.float64 else array


def take_from(dataset, rows):
    """`dataset.take(rows)`, also for a list or whatever else has a length and an index."""
    if isinstance(dataset, Dataset):
        return dataset.take(rows)
    return default_collate([dataset[int(row)] for row in rows])

# %% [markdown]
# ## 3. Parts
#
# Whoever measures a model on data that it has learned from measures its memory. So data are divided, once, at random:
# most to learn from, some to look at while choosing, some that nobody sees until the end.
#
# First the sizes. They are given as numbers that add up to $n$, or as fractions that add up to 1. With fractions each
# part gets $\lfloor n \cdot f \rfloor$, rounded down, and the examples that are then left over go to the parts in turn,
# one each, from the first. That is PyTorch's rule, too.

# %% exercise="split_sizes"
#| export
# exercise: split_sizes
def split_sizes(n, parts):
    """Return the sizes of the parts of n examples, a new list of ints that add up to n.

    `parts` are sizes that add up to n, or fractions that add up to 1 (compare with math.isclose): rounded down, and
    what is left goes to the first parts, one each. ValueError that names the sum for others, and for negative parts.

    >>> split_sizes(11, [0.5, 0.5])
    [6, 5]
    """
    ### BEGIN SOLUTION
    if min(parts) < 0 or not (sum(parts) == n or math.isclose(sum(parts), 1)):
        raise ValueError(f"parts {list(parts)} add up to {sum(parts)}, neither to 1 nor to {n}, or one is negative")
    if not math.isclose(sum(parts), 1):
        return list(parts)
    sizes = [math.floor(n * fraction) for fraction in parts]
    left = n - sum(sizes)
    return [size + (place < left) for place, size in enumerate(sizes)]
    ### END SOLUTION

# %% check="split_sizes" points=4 hidden=3
expect_equal(split_sizes(10, [7, 3]), [7, 3], call="split_sizes(10, [7, 3])")
expect_equal(split_sizes(10, [0.8, 0.2]), [8, 2], call="split_sizes(10, [0.8, 0.2])")
expect_equal(split_sizes(11, [0.5, 0.25, 0.25]), [6, 3, 2], call="split_sizes(11, [0.5, 0.25, 0.25])",
             why="5, 2 and 2 by rounding down; two are left, for the first and the second part")
expect_equal(split_sizes(10, [0.7, 0.2, 0.1]), [7, 2, 1], call="split_sizes(10, [0.7, 0.2, 0.1])",
             why="in floats these add up to 0.9999999999999999, which math.isclose takes for 1")
for parts, total, why in (([7, 2], "9", "one example would be lost without a word"),
                          ([0.5, 0.4], "0.9", "a tenth of the examples would be lost, or given away, without a word"),
                          ([12, -2], "10", "the sum is right, but no part has -2 examples")):
    expect_raises(ValueError, lambda: split_sizes(10, parts), match=total, call=f"split_sizes(10, {parts})", why=why)


@scenario
def kind_of_sizes():
    parts = [7, 3]
    sizes = split_sizes(10, parts)
    return type(sizes).__name__, sizes is parts


expect_equal(kind_of_sizes(), ("list", False), call="type of split_sizes(10, parts); is it the caller's own list?",
             why="a new list: whoever changes the sizes later must not change the request")
### BEGIN HIDDEN TESTS
total, others = int(rng.integers(100, 1000)), rng.integers(1, 20, size=(2, 4)).tolist()
drawn = [[weight / sum(weights) for weight in weights] for weights in others]
fixed = ((100, [0.29, 0.71]), (5, [0.1] * 10), (total, [1 / 3] * 3), (total, [1.0, 0.0]))
for n, fractions in (*fixed, (7, drawn[0]), (total, drawn[1])):
    sizes = [int(n * f) for f in fractions]
    for place in range(n - sum(sizes)):
        sizes[place] += 1
    expect_equal(split_sizes(n, fractions), sizes, call=f"split_sizes({n}, {fractions})")
for sizes in ([0, 0], *others):
    expect_equal(split_sizes(sum(sizes), sizes), sizes, call=f"split_sizes({sum(sizes)}, {sizes})")
sizes = others[0]
expect_raises(ValueError, lambda: split_sizes(sum(sizes) + total, sizes), match=str(sum(sizes)),
              call=f"split_sizes({sum(sizes) + total}, {sizes})")
for n, parts in ((10, [0.5, 0.4]), (10, [0.8, 0.4]), (10, [5, 6]), (10, [1.5, -0.5]), (10, [12, -2])):
    expect_raises(ValueError, lambda n=n, parts=parts: split_sizes(n, parts), call=f"split_sizes({n}, {parts})")
expect_equal(sum(split_sizes(12345, [0.7, 0.2, 0.1])), 12345, call="sum(split_sizes(12345, [0.7, 0.2, 0.1]))",
             why="0.7 + 0.2 + 0.1 is 0.9999999999999999 in floats")
### END HIDDEN TESTS

# %% [markdown]
# Then which examples. Shuffle all their numbers once and cut the result: every example lands in exactly one part.
# Data are often sorted (all cats, then all dogs), so cutting without shuffling would teach cats and test dogs.

# %% exercise="split_rows"
#| export
# exercise: split_rows
def split_rows(sizes, rng):
    """Return a list of arrays: the numbers 0 to sum(sizes) - 1, shuffled by one rng.permutation, cut into `sizes`.

    >>> [len(rows) for rows in split_rows([3, 2], np.random.default_rng(0))]
    [3, 2]
    """
    ### BEGIN SOLUTION
    order = rng.permutation(sum(sizes))
    return np.split(order, np.cumsum(sizes)[:-1])
    ### END SOLUTION

# %% check="split_rows" points=3 hidden=2
@scenario
def cut(sizes, seed):
    return [np.asarray(rows).tolist() for rows in split_rows(sizes, np.random.default_rng(seed))]


got, order = cut([6, 3, 1], 1), np.random.default_rng(1).permutation(10).tolist()
expect_equal(sorted(row for rows in got for row in rows), list(range(10)),
             call="all rows of split_rows([6, 3, 1], rng), sorted", why="each example is in exactly one part")
expect_equal(got, [order[:6], order[6:9], order[9:]], call="split_rows([6, 3, 1], rng), rng = default_rng(1)",
             why="six, three and one of the permutation that this rng draws first")
### BEGIN HIDDEN TESTS
seed, sizes = int(rng.integers(1000)), [int(n) for n in rng.integers(0, 9, size=4)]
order = np.random.default_rng(seed).permutation(sum(sizes)).tolist()
expected = [order[sum(sizes[:place]):sum(sizes[:place + 1])] for place in range(4)]
expect_equal(cut(sizes, seed), expected, call=f"split_rows({sizes}, default_rng({seed}))")
expect_equal(cut([5], seed), [np.random.default_rng(seed).permutation(5).tolist()], call="split_rows([5], rng)",
             why="one part is all, shuffled")
### END HIDDEN TESTS

# %% [markdown]
# A `Subset` copies nothing but the numbers. Its batch asks the dataset below for *its* rows, in one question, also when
# that is a subset itself.

# %% given="subset"
#| export
class Subset(Dataset):
    """The examples of `dataset` at `indices`, in that order."""

    def __init__(self, dataset, indices):
        self.dataset, self.indices = dataset, np.array(indices, dtype=np.int64)

    def __len__(self):
        return len(self.indices)

    def __getitem__(self, index):
        return self.dataset[int(self.indices[find_index(index, len(self))])]

    def take(self, rows):
        return take_from(self.dataset, self.indices[rows])


def random_split(dataset, lengths, generator=None):
    """Disjoint subsets, at random: sizes that add up to len(dataset), or fractions that add up to 1.

    Without a generator it is one with seed 0, so that the parts are the same in every run.
    """
    sizes = split_sizes(len(dataset), lengths)
    return [Subset(dataset, rows) for rows in split_rows(sizes, generator or np.random.default_rng(0))]

# %%
train, unseen = random_split(TensorDataset(np.arange(10)), [0.7, 0.3])
train.indices, unseen.indices, unseen.take([0, 1])

# %% [markdown]
# ## 4. Batches of rows
#
# An epoch is an order, cut into pieces of `batch_size` rows. The last piece may be smaller. Often that is harmless;
# where it is not (statistics over a batch of one example, memory that was planned for one shape), `drop_last` leaves it
# out. With an order that is new in each epoch, other examples are left out each time.
#
# Two exercises, the pieces and how many there will be. Yield the pieces one at a time: a loader over a billion examples
# should begin at once.

# %% exercise="batch_rows"
#| export
# exercise: batch_rows
def batch_rows(order, batch_size, drop_last=False):
    """Yield `order`, an array of row numbers, in arrays of batch_size; a last one that is smaller unless drop_last.

    >>> [rows.tolist() for rows in batch_rows(np.array([4, 2, 0, 1, 3]), 2)]
    [[4, 2], [0, 1], [3]]
    """
    ### BEGIN SOLUTION
    end = len(order) - len(order) % batch_size if drop_last else len(order)
    for start in range(0, end, batch_size):
        yield order[start:start + batch_size]
    ### END SOLUTION

# %% check="batch_rows" points=3 hidden=2
@scenario
def pieces(order, batch_size, drop_last):
    found = batch_rows(np.array(order), batch_size, drop_last)
    return [np.asarray(rows).tolist() for rows in found], iter(found) is found


expect_equal(pieces([4, 2, 0, 1, 3], 2, False)[0], [[4, 2], [0, 1], [3]], call="batch_rows([4, 2, 0, 1, 3], 2)",
             why="every row once, in the given order")
expect_equal(pieces([4, 2, 0, 1, 3], 2, True)[0], [[4, 2], [0, 1]], call="batch_rows([4, 2, 0, 1, 3], 2, drop_last=True)")
expect_equal(pieces([3, 0, 2, 1], 2, True)[0], [[3, 0], [2, 1]], call="batch_rows([3, 0, 2, 1], 2, drop_last=True)",
             why="the last piece is full: there is nothing to drop")


@scenario
def first_piece():
    """The type of the first piece, and how often the order had been asked for something by then."""
    class Asked(np.ndarray):
        times = 0

        def __getitem__(self, key):
            Asked.times += 1
            return np.asarray(self)[key]

    first = next(iter(batch_rows(np.arange(8).view(Asked), 2)))
    return type(first).__name__, Asked.times


expect_equal(max(first_piece()[1], 1), 1, call="how often batch_rows(8 rows, 2) asks the order for its first piece",
             why="one piece at a time: a loader over a billion examples begins at once")
expect_equal(first_piece()[0], "ndarray", call="type of a piece", why="pieces are arrays, as the order is")
expect_equal(pieces([4, 2], 1, False)[1], True, call="is the result of batch_rows an iterator?", why="it yields")
### BEGIN HIDDEN TESTS
order = rng.permutation(23).tolist()
for size in (1, 5, 23, 24):
    for drop in (False, True):
        expected = [order[start:start + size] for start in range(0, 23, size)]
        expected = [rows for rows in expected if len(rows) == size or not drop]
        expect_equal(pieces(order, size, drop)[0], expected, call=f"batch_rows(23 rows, {size}, drop_last={drop})")
expect_equal(pieces([], 4, False)[0], [], call="batch_rows(no rows, 4)")


@scenario
def without_drop_last():
    return len(list(batch_rows(np.arange(5), 2)))


expect_equal(without_drop_last(), 3, call="pieces of batch_rows(5 rows, 2)", why="nothing is dropped unless asked for")
### END HIDDEN TESTS

# %% exercise="count_batches"
#| export
# exercise: count_batches
def count_batches(n, batch_size, drop_last=False):
    """Return how many batches n examples make, without making them.

    >>> count_batches(5, 2), count_batches(5, 2, drop_last=True)
    (3, 2)
    """
    ### BEGIN SOLUTION
    return n // batch_size if drop_last else -(-n // batch_size)
    ### END SOLUTION

# %% check="count_batches" points=2 hidden=2
expect_equal([count_batches(n, 4) for n in (3, 4, 5, 0)], [1, 1, 2, 0], call="count_batches(n, 4) for n in 3, 4, 5, 0")
expect_equal([count_batches(n, 4, drop_last=True) for n in (3, 4, 5)], [0, 1, 1],
             call="count_batches(n, 4, drop_last=True) for n in 3, 4, 5", why="only full batches count")
expect_equal(count_batches(10 ** 17 + 5, 10), 10 ** 16 + 1, call="count_batches(10 ** 17 + 5, 10)",
             why="without making them, and without floats, which know 16 digits only")
### BEGIN HIDDEN TESTS
for n, size in zip(rng.integers(0, 200, size=12).tolist(), rng.integers(1, 20, size=12).tolist()):
    starts = len(range(0, n, size))
    expect_equal(count_batches(n, size), starts, call=f"count_batches({n}, {size})")
    expect_equal(count_batches(n, size, True), starts - (n % size > 0), call=f"count_batches({n}, {size}, True)")
expect_equal(count_batches(10 ** 17 + 1, 10), 10 ** 16 + 1, call="count_batches(10 ** 17 + 1, 10)",
             why="a division of floats has 16 digits, this one needs 18")
### END HIDDEN TESTS

# %% [markdown]
# ## 5. Examples of any kind
#
# A dataset that is not a bundle of arrays gives one example at a time: a tensor, an array, a number, a tuple such as
# (image, label), a dict. To **collate** a batch is to turn a list of such examples inside out: a list of pairs becomes
# a pair of arrays.
#
# The rule calls itself: tuples (or lists) are collated part by part, dicts key by key; what is left is stacked along a
# new first axis. Strings cannot be stacked and stay a list. dtypes follow module 01: `to_array(data)` makes float32 of
# all floats, and `to_array(data, dtype)` what it is told; tensors keep the dtype that they have. And examples of
# different shapes are an error that names two of them, since whoever has them (sentences, say) must decide how to pad.

# %% exercise="default_collate"
#| export
# exercise: default_collate
def default_collate(samples):
    """Turn a list of examples into one batch of the same structure: tuples for tuples and lists, dicts for dicts, a
    list for strings, and arrays with a new first axis for numbers and arrays (as `to_array` makes them) and for
    tensors (in their dtype). ValueError names two shapes that differ.

    >>> default_collate([(1, "a"), (2, "b")])
    (array([1, 2]), ['a', 'b'])
    """
    ### BEGIN SOLUTION
    first = samples[0]
    if isinstance(first, (tuple, list)):
        return tuple(default_collate(list(column)) for column in zip(*samples, strict=True))
    if isinstance(first, dict):
        return {key: default_collate([sample[key] for sample in samples]) for key in first}
    if isinstance(first, str):
        return samples
    arrays = [sample.data if isinstance(sample, Tensor) else np.asarray(sample) for sample in samples]
    for array in arrays:
        if array.shape != arrays[0].shape:
            raise ValueError(f"examples of shapes {arrays[0].shape} and {array.shape}: pad them in a collate_fn")
    return to_array(np.stack(arrays), first.dtype if isinstance(first, Tensor) else None)
    ### END SOLUTION

# %% check="default_collate" points=5 hidden=3
expect_equal(default_collate([3, 1, 2]), [3, 1, 2], call="default_collate([3, 1, 2])")
got = default_collate([(np.array([1.0, 2.0]), 0), (np.array([3.0, 4.0]), 1), (np.array([5.0, 6.0]), 0)])
expect_close(got[0], [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], dtype=np.float32,
             call="default_collate of three pairs ([1, 2], 0), ([3, 4], 1), ([5, 6], 0): the first part",
             why="one row for each example, in float32")
expect_equal(got[1], [0, 1, 0], call="the second part", why="all labels together, apart from the images")
expect_equal(default_collate([{"n": 1, "word": "a"}, {"n": 2, "word": "b"}]), {"n": [1, 2], "word": ["a", "b"]},
             call='default_collate([{"n": 1, "word": "a"}, {"n": 2, "word": "b"}])',
             why="dicts key by key, and strings stay a list")
for shape in ("(3,)", "(2,)"):
    expect_raises(ValueError, lambda: default_collate([np.zeros(3), np.zeros(3), np.zeros(2)]), match=shape,
                  call="default_collate([zeros (3,), zeros (3,), zeros (2,)])",
                  why="name two shapes that differ, whichever examples have them: somebody must decide how to pad")


expect_equal(default_collate([[1, 2.0, "a"], [3, 4.0, "b"]]), (np.array([1, 3]), np.array([2.0, 4.0]), ["a", "b"]),
             call='default_collate([[1, 2.0, "a"], [3, 4.0, "b"]])',
             why="a tuple for lists, too, with as many parts as an example; numbers become arrays")


@scenario
def dtype_of_tensors(dtype):
    return default_collate([Tensor([1.0], dtype=dtype), Tensor([2.0], dtype=dtype)]).dtype.name


expect_equal(dtype_of_tensors("float64"), "float64", call="dtype for two tensors of float64", why="tensors keep theirs")
### BEGIN HIDDEN TESTS
samples = [rng.normal(size=(2, 3)) for _ in range(4)]
expect_close(default_collate(samples), np.array(samples), dtype=np.float32, call="default_collate(4 arrays (2, 3))")
expect_equal(default_collate([0.5, 1.5]).dtype.name, "float32", call="default_collate([0.5, 1.5]).dtype")
expect_equal(default_collate([np.uint8(3), np.uint8(4)]).dtype.name, "uint8", call="default_collate(uint8).dtype")
expect_equal(default_collate([True, False]), np.array([True, False]), call="default_collate([True, False])")


@scenario
def nested():
    first, wide = Tensor([1.0, 2.0]), Tensor([1.0], dtype=np.float64)
    images, (label, names) = default_collate([(first, [1, "a"]), (first * 3, [2, "b"])])
    kinds = [type(part).__name__ for part in (default_collate([[1], [2]]), images, names)]
    return images.tolist(), label.tolist(), names, default_collate([wide]).dtype.name, kinds


expect_equal(nested(), ([[1.0, 2.0], [3.0, 6.0]], [1, 2], ["a", "b"], "float64", ["tuple", "ndarray", "list"]),
             call="images, labels and names of two examples (tensor, [label, name]); dtype of a float64 tensor's; kinds",
             why="structures inside structures, tensors give arrays of their dtype, lists become tuples, words a list")
expect_raises(ValueError, lambda: default_collate([(1, 2), (3,)]), call="default_collate([(1, 2), (3,)])",
              why="a missing part is an error; zip without strict would drop the other example's, too")
### END HIDDEN TESTS

# %% [markdown]
# ## 6. The loader
#
# The class puts the pieces together. In `__iter__` the generator draws the order of the epoch and one number, from
# which each batch gets a generator of its own for random changes to its images (section 7). So what a batch looks like
# depends on the seed, on the epoch and on the batch, and not on who makes it when: that will matter in section 8, where
# several workers make batches at the same time. Read `__iter__` and `load`; `Compose`, `Workers` and `in_order` come
# later.

# %% given="loader"
#| export
class DataLoader:
    """Batches of a dataset, as tensors. Each loop over it is an epoch; with `shuffle` in an order of its own.

    batch_size, shuffle, drop_last, collate_fn, generator, timeout (seconds to wait for a worker, 0: for ever) and
    prefetch_factor (batches under way for each worker) as in PyTorch. Workers are threads. Without a generator it is one
    with seed 0. `transform` changes the first part of each batch: a function, or one of the transforms below.
    """

    def __init__(self, dataset, batch_size=1, shuffle=False, *, num_workers=0, collate_fn=None, drop_last=False,
                 timeout=0, generator=None, prefetch_factor=2, transform=None):
        if batch_size < 1 or num_workers < 0 or prefetch_factor < 1:
            raise ValueError(f"batch_size {batch_size} and prefetch_factor {prefetch_factor} must be at least 1, "
                             f"num_workers {num_workers} at least 0")
        self.dataset, self.batch_size, self.shuffle, self.drop_last = dataset, batch_size, shuffle, drop_last
        self.num_workers, self.timeout, self.prefetch_factor = num_workers, timeout, prefetch_factor
        self.collate_fn, self.transform = collate_fn, transform
        self.generator = generator if generator is not None else np.random.default_rng(0)

    def __len__(self):
        return count_batches(len(self.dataset), self.batch_size, self.drop_last)

    def __iter__(self):
        n = len(self.dataset)
        order = self.generator.permutation(n) if self.shuffle else np.arange(n)
        epoch = int(self.generator.integers(2 ** 63)) if self.transform is not None else 0
        parts = batch_rows(order, self.batch_size, self.drop_last)
        return self.batches(((rows, (epoch, number)) for number, rows in enumerate(parts)))

    def batches(self, tasks):
        """The batches of an epoch, made here or by workers."""
        if not self.num_workers:
            yield from map(as_tensors, map(self.load, tasks))
        else:
            with Workers(self.load, self.num_workers, self.timeout) as workers:
                ahead = self.num_workers * self.prefetch_factor
                yield from map(as_tensors, in_order(workers.submit, tasks, ahead))

    def load(self, task):
        """One batch, as arrays."""
        rows, seed = task
        if self.collate_fn is None:
            batch = take_from(self.dataset, rows)
        else:
            batch = self.collate_fn([self.dataset[int(row)] for row in rows])
        if self.transform is None:
            return batch
        if isinstance(batch, dict):
            raise TypeError(f"a transform changes the first part of a batch, and a dict with the keys {[*batch]} has none: "
                            "change such a batch in collate_fn")
        first, *rest = batch if isinstance(batch, (tuple, list)) else (batch,)
        changed = Compose([self.transform])(first, np.random.default_rng(seed))
        return type(batch)((changed, *rest)) if isinstance(batch, (tuple, list)) else changed


def as_tensors(batch):
    """The same structure with tensors in the place of arrays; their memory is not copied."""
    if isinstance(batch, (tuple, list)):
        return type(batch)(as_tensors(part) for part in batch)
    if isinstance(batch, dict):
        return {key: as_tensors(part) for key, part in batch.items()}
    return wrap(batch) if isinstance(batch, np.ndarray) else batch

# %%
loader = DataLoader(TensorDataset(np.arange(10)), batch_size=4, shuffle=True, generator=np.random.default_rng(1))
for epoch in range(2):
    print([batch.tolist() for (batch,) in loader])

again = DataLoader(TensorDataset(np.arange(10)), batch_size=4, shuffle=True, generator=np.random.default_rng(1))
[batch.tolist() for (batch,) in again]                   # the same seed, the same first epoch

# %% [markdown]
# **Never shuffle what you test on.** It does not change the accuracy, as long as labels and answers travel together. As
# soon as they do not, the result is nonsense, without an error. Here is a perfect model, which answers with the label
# that it was given, and somebody who collects answers from a loader and compares them with the labels in the file:

# %%
labels = np.random.default_rng(0).integers(10, size=1000)
for shuffle in (False, True):
    test_loader = DataLoader(TensorDataset(labels), batch_size=100, shuffle=shuffle)
    answers = np.concatenate([batch.numpy() for (batch,) in test_loader])
    print(f"shuffle={shuffle}: {(answers == labels).mean():.0%} right")

# %% [markdown]
# How large should a batch be, for the loader's sake? Each batch costs a fixed amount of Python, whatever is in it, and
# each byte costs its copying. Watch where the one ends and the other begins, and what it costs in memory. (A batch that
# is larger than the processor's cache has to go out to memory, where each byte costs more.)

# %%
everything = TensorDataset(digits, np.arange(20_000))
for size in (1, 8, 64, 512, 4096):
    loader = DataLoader(everything, batch_size=size, shuffle=True)
    took = milliseconds(lambda: [None for _ in loader], repeat=2)
    print(f"batch size {size:>4}: {20_000 / took:>5.0f} images in a millisecond, {size * 784 * 4:>10,} bytes at a time")

# %% [markdown]
# ## 7. Changes on the way
#
# **Normalise** each channel: subtract its mean and divide by its standard deviation, both measured on the *training*
# data (a mean that has seen the test images is a leak, too). Images are (N, C, H, W), and there are C means. Broadcasting
# lines up shapes from the right, so a plain subtraction would pair the channels' means with the columns.

# %% exercise="normalize_channels"
#| export
# exercise: normalize_channels
def normalize_channels(images, mean, std):
    """Return (images - mean) / std, channel by channel, as float32: images (N, C, H, W), mean and std C numbers each.
    The images may be of any dtype, and stay as they are.

    >>> normalize_channels(np.ones((1, 2, 1, 1), dtype=np.float32), [1.0, 0.5], [1.0, 0.25]).ravel()
    array([0., 2.], dtype=float32)
    """
    ### BEGIN SOLUTION
    mean, std = (np.asarray(numbers, dtype=np.float32).reshape(-1, 1, 1) for numbers in (mean, std))    # (C, 1, 1)
    return (np.asarray(images, dtype=np.float32) - mean) / std
    ### END SOLUTION

# %% check="normalize_channels" points=3 hidden=2
x = np.ones((2, 3, 3, 3), dtype=np.float32)
got = normalize_channels(x, [1.0, 0.5, 0.0], [1.0, 0.5, 0.25])
expect_close(got[1, :, 2, 0], [0.0, 1.0, 4.0], call="normalize_channels(ones (2, 3, 3, 3), [1, .5, 0], [1, .5, .25])"
             "[1, :, 2, 0]", why="each channel has its own mean and deviation")
expect_close(got[0, 2], np.full((3, 3), 4.0), dtype=np.float32, call="the last channel of the first image",
             why="the same for all its pixels: means belong to channels, not to columns")
for kind in ("float64", "uint8"):
    expect_close(normalize_channels(np.array([[[[1, 3]], [[6, 8]]]], dtype=kind), [2.0, 8.0], [2.0, 0.5]),
                 [[[[-0.5, 0.5]], [[-4.0, 0.0]]]], dtype=np.float32,
                 call=f"normalize_channels({kind} [[[[1, 3]], [[6, 8]]]], [2, 8], [2, 0.5])",
                 why="as many channels as there are means, and float32 whatever came in")


@scenario
def images_afterwards():
    images = np.ones((1, 2, 1, 1), dtype=np.float32)
    normalize_channels(images, [1.0, 0.5], [1.0, 0.25])
    return images.ravel().tolist()


expect_equal(images_afterwards(), [1.0, 1.0], call="the images after normalize_channels",
             why="the next epoch wants them as they are")
### BEGIN HIDDEN TESTS
x, mean, std = rng.random((4, 3, 2, 5)).astype(np.float32), rng.random(3), rng.random(3) + 0.1
expected = np.stack([(x[:, c] - mean[c]) / std[c] for c in range(3)], axis=1)
expect_close(normalize_channels(x, mean, std), expected, rtol=1e-4, atol=1e-5, dtype=np.float32,
             call="normalize_channels(x (4, 3, 2, 5), mean, std of float64)", why="float32 stays float32")
expect_close(normalize_channels(x[:, :1], [0.5], [0.5]), x[:, :1] * 2 - 1, atol=1e-5, dtype=np.float32,
             call="normalize_channels(x (4, 1, 2, 5), [0.5], [0.5])")
### END HIDDEN TESTS

# %% [markdown]
# The other two make new images from old ones: a cat that looks the other way is a cat, and one that stands a little to
# the left is, too. Each image decides for itself. The random decisions are made outside, so that these functions can be
# tested: `chosen` says which images to mirror, `tops` and `lefts` where to cut.

# %% exercise="flip_images"
#| export
# exercise: flip_images
def flip_images(images, chosen):
    """Return a copy of images (N, C, H, W) in which those with chosen[n] True are mirrored, left to right.

    >>> flip_images(np.array([[[[1, 2, 3]]], [[[4, 5, 6]]]]), np.array([False, True])).tolist()
    [[[[1, 2, 3]]], [[[6, 5, 4]]]]
    """
    ### BEGIN SOLUTION
    return np.where(chosen[:, None, None, None], images[..., ::-1], images)
    ### END SOLUTION

# %% check="flip_images" points=3 hidden=2
x = np.arange(12).reshape(2, 1, 2, 3)
expect_equal(flip_images(x, np.array([True, False])), [[[[2, 1, 0], [5, 4, 3]]], [[[6, 7, 8], [9, 10, 11]]]],
             call="flip_images([[[[0, 1, 2], [3, 4, 5]]], [[[6, 7, 8], [9, 10, 11]]]], [True, False])",
             why="only the first image, and each of its rows from right to left")


@scenario
def the_original(x):
    flip_images(x, np.array([True] * len(x)))
    return x


expect_equal(the_original(x), np.arange(12).reshape(2, 1, 2, 3), call="the images after flip_images",
             why="the next epoch wants them as they are")


@scenario
def kind_and_memory(chosen):
    x = np.arange(4).reshape(2, 1, 1, 2)
    got = flip_images(x, np.array(chosen))
    return type(got).__name__, bool(np.shares_memory(np.asarray(got), x))


for chosen in ([True, True], [False, False]):
    expect_equal(kind_and_memory(chosen), ("ndarray", False),
                 call=f"type of flip_images(x, {chosen}); does it share memory with x?",
                 why="an array of its own, also when all images are mirrored, or none")
### BEGIN HIDDEN TESTS
x, chosen = rng.normal(size=(6, 3, 4, 5)).astype(np.float32), rng.random(6) < 0.5
chosen[:2] = True, False
expected = np.array([image[:, :, ::-1] if c else image for image, c in zip(x, chosen)])
expect_close(flip_images(x, chosen), expected, rtol=0, atol=0, dtype=np.float32, call="flip_images(x (6, 3, 4, 5), mask)")
expect_close(flip_images(x, chosen & False), x, rtol=0, atol=0, call="flip_images(x, none)")


@scenario
def write_into_the_copy(x, chosen):
    got = flip_images(x, chosen)
    got[...] = 0
    return x


expect_close(write_into_the_copy(x, chosen & False), x, rtol=0, atol=0, call="x after flip_images(x, none)[...] = 0",
             why="a copy, even when nothing is mirrored")
### END HIDDEN TESTS

# %% [markdown]
# For the crop, NumPy can show every window of an image as a view that takes no memory:
# `np.lib.stride_tricks.sliding_window_view(images, (size, size), axis=(2, 3))` has the shape (N, C, H - size + 1,
# W - size + 1, size, size), and `[n, c, top, left]` is the window at that place. Of these we want one for each image:
# an index for the axes of image, top and left, together, and all channels.

# %%
windows = np.lib.stride_tricks.sliding_window_view(np.arange(9).reshape(1, 1, 3, 3), (2, 2), axis=(2, 3))
windows.shape, windows[0, 0, 1, 0].tolist()

# %% exercise="crop_images"
#| export
# exercise: crop_images
def crop_images(images, tops, lefts, size):
    """Return of each image n the size × size pixels whose corner is at (tops[n], lefts[n]); no loop over the images.
    Shapes: images (N, C, H, W), tops (N,), lefts (N,) -> (N, C, size, size).

    >>> crop_images(np.arange(9).reshape(1, 1, 3, 3), np.array([1]), np.array([0]), 2).tolist()
    [[[[3, 4], [6, 7]]]]
    """
    ### BEGIN SOLUTION
    windows = np.lib.stride_tricks.sliding_window_view(images, (size, size), axis=(2, 3))
    return windows[np.arange(len(images)), :, tops, lefts]                                # (N, C, size, size)
    ### END SOLUTION

# %% check="crop_images" points=5 hidden=3
x = np.arange(32).reshape(2, 1, 4, 4)
expect_equal(crop_images(x, np.array([0, 2]), np.array([1, 0]), 2), [[[[1, 2], [5, 6]]], [[[24, 25], [28, 29]]]],
             call="crop_images(x, tops [0, 2], lefts [1, 0], 2), x = 0 to 31 in (2, 1, 4, 4)",
             why="each image has a corner of its own; tops count rows, lefts count columns")
expect_equal(crop_images(np.zeros((5, 3, 6, 7)), np.arange(5) % 3, np.arange(5) % 3, 4).shape, (5, 3, 4, 4),
             call="crop_images(zeros (5, 3, 6, 7), tops, lefts, 4).shape", why="one window each, with all channels")
expect_equal(crop_images(np.arange(48).reshape(2, 2, 3, 4), np.array([0, 1]), np.array([1, 2]), 2),
             [[[[1, 2], [5, 6]], [[13, 14], [17, 18]]], [[[30, 31], [34, 35]], [[42, 43], [46, 47]]]],
             call="crop_images(0 to 47 in (2, 2, 3, 4), tops [0, 1], lefts [1, 2], 2)",
             why="every channel is cut at the corner of its image, and channels stay in their order")


@scenario
def questions_for_windows(count):
    """How often the images are asked for something, for windows of `count` of them."""
    class Asked(np.ndarray):
        times = 0

        def __getitem__(self, key):
            Asked.times += 1
            return super().__getitem__(key)

    crop_images(np.zeros((count, 1, 3, 3)).view(Asked), np.zeros(count, int), np.ones(count, int), 2)
    return Asked.times


expect_equal(questions_for_windows(50) < 10, True, call="does crop_images ask fewer than 10 times, for 50 images?",
             why="one index for all images: the loop runs in C")
### BEGIN HIDDEN TESTS
x = rng.normal(size=(7, 3, 6, 8)).astype(np.float32)
for size in (1, 4, 6):
    tops, lefts = rng.integers(0, 7 - size, size=7), rng.integers(0, 9 - size, size=7)
    expected = np.array([image[:, t:t + size, l:l + size] for image, t, l in zip(x, tops, lefts)])
    expect_close(crop_images(x, tops, lefts, size), expected, rtol=0, atol=0, dtype=np.float32,
                 call=f"crop_images(x (7, 3, 6, 8), tops, lefts, {size})")


@scenario
def write_into_the_crop():
    x = np.zeros((1, 1, 3, 3))
    crop_images(x, np.array([0]), np.array([0]), 3)[...] = 1.0
    return float(x.sum())


expect_equal(write_into_the_crop(), 0.0, call="sum of x after crop_images(x, [0], [0], 3)[...] = 1", why="a copy")
### END HIDDEN TESTS

# %% given="transforms"
#| export
class Transform:
    """Changes a batch of images (N, C, H, W), by decisions drawn from `rng` if it makes any."""

    def __call__(self, images, rng=None):
        raise NotImplementedError


class Compose(Transform):
    """One after the other: transforms, or any functions from images to images."""

    def __init__(self, transforms):
        self.transforms = list(transforms)

    def __call__(self, images, rng=None):
        for transform in self.transforms:
            images = transform(images, rng) if isinstance(transform, Transform) else transform(images)
        return images


class Normalize(Transform):
    """Subtract each channel's mean and divide by its standard deviation."""

    def __init__(self, mean, std):
        self.mean, self.std = mean, std

    def __call__(self, images, rng=None):
        return normalize_channels(images, self.mean, self.std)


class RandomHorizontalFlip(Transform):
    """Mirror each image with probability p."""

    def __init__(self, p=0.5):
        self.p = p

    def __call__(self, images, rng=None):
        return flip_images(images, rng.random(len(images)) < self.p)


class RandomCrop(Transform):
    """Cut a square at a random place from each image, after adding `padding` rows and columns of zeros on every side."""

    def __init__(self, size, padding=0):
        self.size, self.padding = size, padding

    def __call__(self, images, rng=None):
        side = (self.padding, self.padding)
        padded = np.pad(images, ((0, 0), (0, 0), side, side))
        room = np.array(padded.shape[2:]) - self.size
        if room.min() < 0:
            raise ValueError(f"a square of {self.size} does not fit into {images.shape[2:]}, padding {self.padding}")
        tops, lefts = rng.integers(room[:, None] + 1, size=(2, len(images)))
        return crop_images(padded, tops, lefts, self.size)

# %% [markdown]
# ## 8. While the model works
#
# A model that waits for its batches learns nothing meanwhile, and a loader that waits for the model reads nothing. They
# should overlap: while the model works on one batch, the next ones are **prefetched** by workers. Two things must not
# suffer. The batches must come in their order, although one worker may be faster than another, and there must never be
# more than a few in memory, although workers could run far ahead.
#
# Somebody starts tasks for us: `submit(task)` returns at once, with a function that waits for the result when it is
# called. Your part is when to call what. Keep the waiting functions in a queue, oldest first. When more than `ahead` of
# them are in it, hand out the oldest one's result.

# %% exercise="in_order"
#| export
# exercise: in_order
def in_order(submit, tasks, ahead):
    """Yield the results of `tasks`, an iterator that may never end, in their order.

    `submit(task)` starts a task and returns a function that waits for its result. The oldest result is asked for as
    soon as `ahead` tasks besides it have been started, and not earlier unless the tasks have run out.

    >>> list(in_order(lambda task: lambda: task * 10, iter([1, 2, 3]), ahead=2))
    [10, 20, 30]
    """
    ### BEGIN SOLUTION
    waiting = deque()
    for task in tasks:
        waiting.append(submit(task))
        if len(waiting) > ahead:
            yield waiting.popleft()()
    while waiting:
        yield waiting.popleft()()
    ### END SOLUTION

# %% check="in_order" points=5 hidden=3
@scenario
def watch(count, ahead, wanted):
    """Results of the first `wanted` of `count` tasks, and what was done when: start a task, or wait for its result."""
    done = []

    def submit(task):
        done.append(f"start {task}")
        return lambda: done.append(f"wait {task}") or task * 10

    results = in_order(submit, iter(range(count)), ahead)
    return [next(results, None) for _ in range(wanted)], done


expect_equal(watch(5, 2, 5)[0], [0, 10, 20, 30, 40], call="results of tasks 0 to 4, ahead=2", why="all, in their order")
expect_equal(watch(5, 2, 1)[1], ["start 0", "start 1", "start 2", "wait 0"],
             call="what happens until the first result is there, ahead=2",
             why="two more are under way while somebody works on the first: that is prefetching")
expect_equal(watch(5, 2, 2)[1][4:], ["start 3", "wait 1"], call="and until the second",
             why="one comes out, one goes in: never more in memory than that")


@scenario
def tasks_taken():
    """How many of a thousand tasks have been taken when the first result is there."""
    numbers = iter(range(1000))
    next(in_order(lambda task: lambda: task, numbers, 2))
    return next(numbers)


expect_equal(tasks_taken() < 10, True, call="have fewer than 10 of 1,000 tasks been taken for the first result, ahead=2?",
             why="tasks may never end: whoever wants all of them first waits for ever")
### BEGIN HIDDEN TESTS
some, few, more = (int(n) for n in rng.permutation(range(4, 40))[:3])
for count, ahead in ((some, 0), (more, 1), (some, few), (few, few - 1), (few, some + more), (0, 2)):
    got, done = watch(count, ahead, count)
    first = [f"start {n}" for n in range(min(ahead, count))]
    steps = [f"{verb} {n + shift}" for n in range(max(count - ahead, 0)) for verb, shift in (("start", ahead), ("wait", 0))]
    last = [f"wait {n}" for n in range(max(count - ahead, 0), count)]
    expect_equal(got, [10 * n for n in range(count)], call=f"results of {count} tasks, ahead={ahead}")
    expect_equal(done, first + steps + last, call=f"what happens with {count} tasks, ahead={ahead}")


@scenario
def endless_and_broken(bad):
    import itertools

    def submit(task):
        return lambda: 1000 // (bad - task)

    results, got = in_order(submit, itertools.count(), 3), []
    try:
        while True:
            got.append(next(results))
    except ZeroDivisionError:
        return got


expect_equal(endless_and_broken(some), [1000 // (some - n) for n in range(some)],
             call=f"results of tasks 0, 1, 2, ... until task {some} fails",
             why="tasks may never end, and an error comes out where the result would have come")
### END HIDDEN TESTS

# %% [markdown]
# The workers themselves are plumbing. Ours are **threads**: they share the memory, work in notebooks and on every
# system, and cost little to start. Python runs the Python code of one thread at a time; what overlaps is waiting for
# a disk or a network, and the long copies inside NumPy. PyTorch's workers are processes: they overlap Python code too,
# and pay by moving every batch from one process to the other.
#
# What matters most is what happens when something goes wrong. An exception travels to whoever asked for the batch, with
# a note on the rows; a worker that ends by other means is an error; one that hangs is an error after `timeout` seconds.
#
# Below the class three datasets are loaded: one waits for each example as for a slow disk, one computes in Python, one
# breaks. A model takes 3 ms for a batch (it only sleeps, to show the loader). Guess both columns first.

# %% given="workers"
#| export
class Workers:
    """`count` threads that call `function` on tasks, first come, first served; a context manager, so that they end."""

    def __init__(self, function, count, timeout=0):
        self.function, self.timeout, self.stopped = function, timeout or None, False
        self.tasks = queue.SimpleQueue()
        self.threads = [threading.Thread(target=self.work, daemon=True) for _ in range(count)]

    def __enter__(self):
        try:
            for thread in self.threads:
                thread.start()
        except RuntimeError:                             # the system has no more threads: those that run must end
            self.stop()
            raise
        return self

    def __exit__(self, kind, *error):
        self.stop()
        if kind in (None, GeneratorExit):                # after an error a worker may hang: it ends with the program
            for thread in self.threads:
                thread.join()

    def stop(self):
        self.stopped = True
        for thread in self.threads:
            self.tasks.put(None)

    def submit(self, task):
        """Start a task; returns a function that waits for its result."""
        box = queue.SimpleQueue()
        self.tasks.put((task, box))
        return lambda: self.result(task, box)

    def work(self):
        while (job := self.tasks.get()) is not None:
            task, box = job
            if self.stopped:
                continue
            try:
                box.put((self.function(task), None))
            except BaseException as error:               # also sys.exit: no worker may end without a word
                box.put((None, error))

    def result(self, task, box):
        try:
            value, error = box.get(timeout=self.timeout)
        except queue.Empty:
            raise TimeoutError(f"no batch within {self.timeout} seconds: a worker hangs, or is slower") from None
        if error is None:
            return value
        error.add_note(f"This happened in a worker of the DataLoader, on rows {task[0]}.")
        if isinstance(error, Exception):
            raise error
        raise RuntimeError(f"a worker of the DataLoader ended by {error!r}, on rows {task[0]}") from error

# %%
class Waits(Dataset):
    def __len__(self): return 160

    def __getitem__(self, index):
        time.sleep(0.0004)
        return index


class Computes(Waits):
    def __getitem__(self, index):
        return sum(i * i for i in range(6000))


for workers in (0, 1, 2, 4):
    times = [milliseconds(lambda: [time.sleep(0.003) for _ in DataLoader(kind(), 16, num_workers=workers)], repeat=2)
             for kind in (Waits, Computes)]
    print(f"{workers} workers: waits {times[0]:>4.0f} ms, computes {times[1]:>4.0f} ms an epoch of ten batches")


class Breaks(Waits):
    def __getitem__(self, index):
        if index == 70:
            raise ValueError(f"image {index} is damaged")
        return index


try:
    for number, batch in enumerate(DataLoader(Breaks(), batch_size=16, num_workers=2)):
        print("batch", number, "is fine")
except ValueError as error:
    print(error, "|", error.__notes__[0])

# %% [markdown]
# One worker hides the model's 3 ms behind the loading, or the other way round: the epoch takes as long as the slower of
# the two. More workers help where there is waiting to overlap, and do not where Python computes.
#
# The last lines come from a dataset that breaks in a worker: the batches before the damaged one arrive, and the error
# says where it happened.

# %% [markdown]
# ## 9. Real files
#
# The file format that asks for least is the one without a head. CIFAR-10's binary edition is nothing but records of
# 3,073 bytes: a label from 0 to 9, then 1,024 red, 1,024 green and 1,024 blue values, each colour row by row. So 10,000
# images are 30,730,000 bytes, and a file of another length is not a whole number of records.

# %% exercise="cifar_records"
#| export
# exercise: cifar_records
def cifar_records(data):
    """Return a tuple: images (N, 3, 32, 32) and labels (N,), both uint8, from the bytes of a CIFAR-10 batch.

    ValueError that names the length if the bytes are not a whole number of records. `np.frombuffer` reads bytes.
    """
    ### BEGIN SOLUTION
    record = 1 + 3 * 32 * 32
    if len(data) % record:
        raise ValueError(f"{len(data)} bytes are not a whole number of records of {record}")
    table = np.frombuffer(data, dtype=np.uint8).reshape(-1, record)      # (N, 3073)
    return table[:, 1:].reshape(-1, 3, 32, 32), table[:, 0]
    ### END SOLUTION

# %% check="cifar_records" points=3 hidden=2
data = bytes([7]) + bytes([10]) * 1024 + bytes([20]) * 1024 + bytes(range(32)) * 32
images_of_two, labels_of_two = cifar_records(data + bytes([3]) + bytes(3072))[:2]
expect_close(labels_of_two, [7, 3], dtype=np.uint8, call="labels of two records", why="the first byte of each record")
expect_equal(images_of_two.shape, (2, 3, 32, 32), call="shape of the images of two records")
expect_close(images_of_two[0, :, 5, 9], [10, 20, 9], dtype=np.uint8, call="red, green and blue at row 5, column 9 of the first",
             why="all red values come first, then all green, then all blue; each colour row by row")
for length in (3000, 3074):
    expect_raises(ValueError, lambda: cifar_records(bytes(length)), match=str(length),
                  call=f"cifar_records({length:,} bytes)", why="half a download is an error, not fewer images")
expect_equal(cifar_records(bytes(3073)), (np.zeros((1, 3, 32, 32), dtype=np.uint8), np.zeros(1, dtype=np.uint8)),
             call="cifar_records(3,073 zeros)", why="a tuple, (images, labels), also for one record")
### BEGIN HIDDEN TESTS
pixels, labels = rng.integers(256, size=(5, 3, 32, 32)).astype(np.uint8), rng.integers(10, size=5).astype(np.uint8)
got = cifar_records(b"".join(bytes([label]) + image.tobytes() for label, image in zip(labels, pixels)))
expect_close(got[0], pixels, rtol=0, atol=0, dtype=np.uint8, call="images of five random records")
expect_close(got[1], labels, rtol=0, atol=0, dtype=np.uint8, call="labels of five random records")
expect_raises(ValueError, lambda: cifar_records(bytes(3074)), match="3074", call="cifar_records(3,074 bytes)")
### END HIDDEN TESTS

# %% [markdown]
# Other formats have heads and archives, and one of them a danger: CIFAR-10's Python edition is a **pickle**, and a
# pickle is a program that runs when it is loaded. `tinytorch.datasets` reads them all (idx for MNIST, both editions of
# CIFAR-10, packed or not), checks published files by their hash, and never runs what is in them. Nothing is downloaded
# unless you ask for it: `tinytorch.datasets.download("cifar10")` says first that it is 170 MB.
#
# Pixels in files are bytes, from 0 to 255. Kept so, CIFAR-10's 50,000 images take 154 MB in memory; as `float32`, 614.
# So they stay bytes, and only the batch that is asked for becomes numbers from 0 to 1. (`TinyDigits()` ship with the
# course, in the folder `datasets` of your workspace. If that is missing, `tito milestone run` puts it there.)

# %% given="files"
#| export
def unit_pixels(pixels, top=255):
    """Integers from 0 to `top` as float32 from 0 to 1; `pixels / top` would be float64, eight times the bytes."""
    return pixels.astype(np.float32) / np.float32(top)


class Pictures(TensorDataset):
    """Images that stay bytes in memory; the batch that asks for them gets float32 from 0 to 1, and int64 labels."""

    name = ""

    def __init__(self, root=None, train=True, download=False):
        if download:
            root = fetch(self.name, root)
        found = read_pixels(self.name, root)
        images, labels = found[:2] if train else found[2:4]
        super().__init__(images, labels.astype(np.int64))
        self.top = found.top

    def __getitem__(self, index):
        images, labels = self.take([find_index(index, len(self))])
        return wrap(images[0]), wrap(np.asarray(labels[0]))

    def take(self, rows):
        images, labels = super().take(rows)
        return unit_pixels(images, self.top), labels


class TinyDigits(Pictures):
    """1,437 handwritten digits (1, 8, 8), and 360 with train=False. They ship with the course."""

    name = "tinydigits"


class MNIST(Pictures):
    """60,000 handwritten digits (1, 28, 28), and 10,000 with train=False, from the four idx files in `root`."""

    name = "mnist"


class CIFAR10(Pictures):
    """50,000 photographs (3, 32, 32), and 10,000 with train=False, from `root`: an archive, or a folder with one."""

    name = "cifar10"

# %% [markdown]
# ## 10. All of it
#
# So that the program at the top runs anywhere, we write a small dataset in CIFAR-10's format first: reddish and bluish
# noise, labelled 0 and 1, sorted. Put the real archive into the folder and nothing else changes.

# %% given="small_cifar"
import tempfile

folder = Path(tempfile.mkdtemp())
noise = np.random.default_rng(0).integers(128, size=(240, 3, 1024), dtype=np.uint8)
kinds = np.repeat(np.array([0, 1], dtype=np.uint8), 120)
noise[kinds == 0, 0] += 100                              # more red
noise[kinds == 1, 2] += 100                              # more blue
for part, name in enumerate(["data_batch_1.bin", "test_batch.bin"]):
    records = np.concatenate([kinds[:, None], noise.reshape(240, 3072)], axis=1)[part::2]
    (folder / name).write_bytes(records.tobytes())

# %% [markdown]
# Mean and deviation of the training images are themselves a job for a loader: one pass, and never more than a batch in
# memory. Then come the epochs.

# %%
generator = np.random.default_rng(0)
train, unseen = random_split(CIFAR10(folder), [0.8, 0.2], generator=generator)

total = np.zeros((2, 3))                                 # for each channel: sum, and sum of squares
for images, _ in DataLoader(train, batch_size=32):
    x = images.numpy()
    total += [x.sum((0, 2, 3)), (x ** 2).sum((0, 2, 3))]
mean, square = total / (len(train) * 32 * 32)
std = np.sqrt(square - mean ** 2)
print("mean", mean.round(3), "deviation", std.round(3))

loader = DataLoader(train, batch_size=32, shuffle=True, generator=generator, num_workers=2,
                    transform=Compose([RandomCrop(32, padding=4), RandomHorizontalFlip(), Normalize(mean, std)]))
for epoch in range(2):
    for number, (images, labels) in enumerate(loader):
        guesses = images.numpy()[:, 2].mean((1, 2)) > images.numpy()[:, 0].mean((1, 2))       # more blue than red?
        print(f"epoch {epoch}, batch {number}: {images.shape}, {(guesses == labels.numpy()).mean():.0%} right")

# %% [markdown]
# ## The same in PyTorch
#
# ```python
# import torch
# from torch.utils.data import DataLoader, TensorDataset, random_split
#
# data = TensorDataset(torch.arange(10))
# train, unseen = random_split(data, [0.7, 0.3], generator=torch.Generator().manual_seed(0))
# print(len(train), len(unseen), [len(x) for (x,) in DataLoader(train, batch_size=3)])
# print(len(DataLoader(train, batch_size=3, drop_last=True)), data[-1])
# ```
#
# ```text
# 7 3 [3, 3, 1]
# 2 (tensor(9),)
# ```
#
# The names and their meaning agree. Deliberate differences: a batch comes as a tuple where PyTorch makes a list;
# workers are threads; the generator is NumPy's, and without one the seed is 0, so that two runs are alike; transforms
# work on whole batches and are given to the loader, since one call for 64 images saves 63; and `TensorDataset` is asked
# once for a batch, where PyTorch's is asked for each example. PyTorch also has samplers, pinned memory and datasets
# without a length.

# %% [markdown] question="q1" points=10
# **Where does the time go?** Suppose that a batch costs a fixed time, whatever is in it, and so much for each image. Derive
# both from the rows for 1 and 64 in your table of section 6, and let them predict the other rows. Where does this rule
# break, in which direction, and what does it leave out? Which lines of `DataLoader` and of your own functions make up
# the fixed part? Your model takes 20 µs for each image, in batches of any size. Below which batch size does the loader
# take more than a tenth of the model's time, and would you then reach for workers or for something else?

# %% [markdown] question="q2" points=10
# **The same batches.** Your loader shuffles, crops and flips, with `num_workers=4`. Name everything that decides what
# batch 7 of epoch 3 looks like, with the lines that do. Why may the workers not draw from one common generator, even if
# a lock keeps them apart? What would change in your `in_order` if results were handed out as they come, and when would
# you want that? You save a checkpoint in the middle of epoch 3: what must be in it, and how would you go on from there
# without making the batches again that have been used?

# %% [markdown] question="q3" points=10
# **Memory.** A dataset of 1.2 million colour images of 224 × 224 pixels does not fit into memory. How many bytes is it
# as bytes and as `float32`, and how many is a batch of 256? With `num_workers=8` and `prefetch_factor=2`, how many
# batches exist at once at most: those under way, those that wait to be handed out, and the one that the model holds
# (look at your `in_order` and at `batches`)? Where in your code would you read the files? And would you convert to
# `float32` before a batch waits in the queue, or after it has come out: what does each cost, and whom does it keep busy?

# %% [markdown]
# ## What comes next
#
# `tito module complete 08` puts the loader into your package. So far every pixel has been a number like any other, and
# our networks would learn just as well if all images were scrambled in the same way. Module 09 builds layers that know
# what a neighbour is.
