# %% [markdown]
# # Embeddings
#
# A tokenizer turns text into numbers, and the numbers mean nothing: word 17 is not larger than word 3, and not close to
# word 18. A network needs words as points in a space, where close means alike. In this module you build the table that
# holds these points, the gradients that move them, and a way to say where in the sentence a word stands. At the end,
# this program runs on your own code:
#
# ```python
# embedding = Embedding(len(words), 16, rng=generator)
# for step in range(150):
#     guesses = tied_scores(embedding(neighbours).mean(axis=1), embedding)     # which word stands between these two?
#     loss = cross_entropy(guesses, between)
#     optimizer.zero_grad()
#     loss.backward()
#     optimizer.step()
# [words[n] for n in nearest(embedding.weight.data, words.index("cat"), 3)]
# ```
#
# Nobody tells the program what a cat is. It reads sentences with a gap, and has to fill the gap. Which three words does
# it find closest to "cat", and why?

# %% given="imports"
#| default_exp core.embeddings
#| export
import numpy as np

from tinytorch.core.autograd import NOTHING
from tinytorch.core.layers import LINEAR, Buffer, Module, Parameter, default_generator
from tinytorch.core.tensor import Op, Tensor, apply

# %% given="vocabulary"
import time

from tinytorch.checks import expect_close, expect_equal, expect_raises, rng, scenario
from tinytorch.core.autograd import check_gradients
from tinytorch.core.losses import cross_entropy
from tinytorch.core.optimizers import Adam


def milliseconds(function, repeat=5):
    """How long `function()` takes: the fastest of a few runs."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times) * 1000

# %% [markdown]
# ## 1. Words without an order
#
# The honest way to hand a word to a layer is a row of zeros with a single 1 in the word's own place: **one-hot**. No
# word is larger than another, and all are equally far apart. For five words, the ids `[1, 3]` become
#
# ```text
# 0 1 0 0 0
# 0 0 0 1 0
# ```
#
# Ids come in any shape: (N,) for a list of words, (B, T) for B sentences of T words. One-hot adds an axis at the end.

# %% exercise="one_hot"
#| export
# exercise: one_hot
def one_hot(ids, count):
    """Return float32 rows of zeros with a 1 in the place that each id names.

    Shapes: ids, an array of integers from 0 to count - 1, of any shape (...) -> (..., count).

    >>> one_hot(np.array([1, 0]), 3).tolist()
    [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]
    """
    ### BEGIN SOLUTION
    return (ids[..., np.newaxis] == np.arange(count)).astype(np.float32)
    ### END SOLUTION

# %% check="one_hot" points=3 hidden=2
expect_close(one_hot(np.array([1, 3]), 5), [[0, 1, 0, 0, 0], [0, 0, 0, 1, 0]], dtype=np.float32,
             call="one_hot([1, 3], 5)", why="one row for each word, in float32, with a 1 in its own place; ids count from 0")
expect_equal(one_hot(np.array([[1, 3, 0], [2, 2, 4]]), 5).shape, (2, 3, 5), call="one_hot(ids (2, 3), 5).shape",
             why="two sentences of three words: the new axis comes last")
### BEGIN HIDDEN TESTS
for shape in ((), (7,), (2, 3), (2, 0), (2, 3, 4)):
    ids = rng.integers(0, 6, size=shape)
    got = one_hot(ids, 6)
    expect_equal((got.shape, got.dtype.name), ((*shape, 6), "float32"), call=f"shape and dtype of one_hot(ids {shape}, 6)")
    expect_equal(np.asarray(got.argmax(axis=-1)), np.asarray(ids), call=f"where the 1 stands, ids {shape}")
    expect_close(got.sum(axis=-1), np.ones(shape), call=f"sums of the rows, ids {shape}", why="one 1, and zeros")
### END HIDDEN TESTS

# %%
weight = np.arange(10, dtype=np.float32).reshape(5, 2)                                # (5, 2), a row for each word
one_hot(np.array([1, 3]), 5) @ weight, weight[[1, 3]]

# %% [markdown]
# ## 2. A product that is a look-up
#
# A linear layer without a bias would multiply one-hot rows by a matrix. But look at the two results above: the product
# with a one-hot row picks one row of the matrix, and adds a great many zeros to it. Picking the row directly is the
# same, for less:

# %%
vocabulary, generator = 10_000, np.random.default_rng(0)
table = generator.normal(size=(vocabulary, 64)).astype(np.float32)
ids = generator.integers(0, vocabulary, size=512)
hot = one_hot(ids, vocabulary)
print(f"one-hot rows: {hot.nbytes:>11,} bytes, product {milliseconds(lambda: hot @ table, 2):7.2f} ms")
print(f"ids:          {ids.nbytes:>11,} bytes, look-up {milliseconds(lambda: table[ids]):7.3f} ms")

# %% [markdown]
# So an **embedding** is a table with a row for each word, and its forward pass is an index. That is also its danger:

# %%
small = np.arange(6.0).reshape(3, 2)                     # rows for the ids 0, 1 and 2
small[[0, -1]]

# %% [markdown]
# NumPy takes −1 for the last row, and an id that does not exist is reported as a matter of axes and sizes. Ids come
# from a tokenizer, perhaps one with another vocabulary. Say it in those words.

# %% exercise="embedding_forward"
#| export
# exercise: embedding_forward
def embedding_forward(ids, weight, padding_idx=None):
    """Return the rows of `weight` that `ids` name. `padding_idx` matters on the way back only.

    Shapes: ids, an array of integers (...) or one integer, weight (V, D) -> (..., D). Raises IndexError that names the
    first of the ids that is negative or not below V, and V.

    >>> embedding_forward(np.array([2, 0]), np.array([[1.0, 1.5], [2.0, 2.5], [3.0, 3.5]])).tolist()
    [[3.0, 3.5], [1.0, 1.5]]
    """
    ### BEGIN SOLUTION
    ids = np.asarray(ids)
    wrong = ids[(ids < 0) | (ids >= len(weight))]
    if wrong.size:
        raise IndexError(f"there is no row for id {wrong[0]}: the table has {len(weight)} rows")
    return weight[ids]
    ### END SOLUTION

# %% check="embedding_forward" points=4 hidden=3
weight = np.array([[1.0, 1.5], [2.0, 2.5], [3.0, 3.5]])
expect_close(embedding_forward(np.array([2, 0, 2]), weight), [[3.0, 3.5], [1.0, 1.5], [3.0, 3.5]],
             call="embedding_forward([2, 0, 2], weight (3, 2))", why="a row for each id, in their order, also twice")
expect_equal(embedding_forward(np.array([[1, 2, 0, 0]]), weight).shape, (1, 4, 2),
             call="embedding_forward(ids (1, 4), weight (3, 2)).shape", why="every id is replaced by its row")
expect_close(embedding_forward(np.array([0, 1]), weight, padding_idx=1), [[1.0, 1.5], [2.0, 2.5]],
             call="embedding_forward([0, 1], weight, padding_idx=1)", why="on the way forward padding is a row like others")


@scenario
def what_the_error_says(ids, first):
    """Whether the error names the id and the number of rows, and whether it is NumPy's own."""
    import re

    try:
        return f"no error, but {embedding_forward(np.array(ids), np.ones((3, 2))).tolist()}"
    except IndexError as problem:
        numbers = re.findall(r"-?\d+", str(problem))
        return {f"id {first}": str(first) in numbers, "3 rows": "3" in numbers, "axis 0": "axis 0" in str(problem)}


for ids, first, why in (([0, 7, 9], 7, "name the first id that has no row, and how many rows there are"),
                        ([1, 3], 3, "three rows have the ids 0, 1 and 2; an axis is NumPy's word, not that of who hands in ids"),
                        ([7, -1], 7, "of several wrong ids, the one that comes first"),
                        ([0, -1], -1, "NumPy would quietly take the last row")):
    expect_equal(what_the_error_says(ids, first), {f"id {first}": True, "3 rows": True, "axis 0": False},
                 call=f"what is said in the IndexError of embedding_forward({ids}, weight (3, 2))", why=why)
expect_close(embedding_forward(2, weight), [3.0, 3.5], call="embedding_forward(2, weight (3, 2))",
             why="one id may be a plain number: then one row comes back")
### BEGIN HIDDEN TESTS
weight = rng.normal(size=(6, 4)).astype(np.float32)
for shape in ((), (3,), (2, 5), (0,), (2, 1, 3)):
    ids = rng.integers(0, 6, size=shape)
    expected = np.array([weight[i] for i in ids.ravel()], np.float32).reshape(*shape, 4)
    expect_close(embedding_forward(ids, weight), expected, rtol=0, atol=0, dtype=np.float32,
                 call=f"embedding_forward(ids {shape}, weight (6, 4))")
expect_close(embedding_forward(4, weight), weight[4], call="embedding_forward(4, weight)", why="one id may be a plain number")
expect_close(embedding_forward(np.array([0, 5]), weight, padding_idx=0), weight[[0, 5]],
             call="embedding_forward([0, 5], weight, padding_idx=0)", why="on the way forward padding is a row like others")
expect_raises(IndexError, lambda: embedding_forward(np.array([0, 9]), weight), match="6",
              call="embedding_forward([0, 9], weight (6, 4))", why="how many rows there are helps whoever meets the error")
expect_raises(IndexError, lambda: embedding_forward(np.array([[0, 1], [5, 6]]), weight), match="6",
              call="embedding_forward([[0, 1], [5, 6]], weight (6, 4))", why="ids end at 5, and the error says 6 twice")


@scenario
def write_into_the_rows():
    table = np.zeros((2, 2))
    embedding_forward(np.array([0]), table)[...] = 5.0
    return table.tolist()


expect_equal(write_into_the_rows(), [[0.0, 0.0], [0.0, 0.0]], call="embedding_forward(ids, table)[...] = 5; table",
             why="the rows are copies: what is done with them does not reach into the table")
### END HIDDEN TESTS

# %% [markdown]
# ## 3. The way back
#
# What was picked receives its gradient, and what was picked twice receives both. In text this is the rule, not the
# exception: "the" stands in every sentence, and each time it hears something else about itself. The obvious line:

# %%
gradient, rows = np.zeros((3, 1)), np.array([[1.0], [5.0], [10.0]])
gradient[[2, 0, 2]] += rows                              # row 2 should hear of 1 and of 10
gradient.ravel()

# %% [markdown]
# Row 2 heard half of it.
#
# Module 05 has a rule for indices, built on `np.add.at`, which adds one entry after the other. It is right, and for
# vectors slow. Here is what to do instead. **Sort** the ids, and carry the rows along: now all gradients of one word lie
# side by side, and a sum over neighbours is what arrays are good at.
#
# ![Five ids with rows a to e; sorted, equal ids lie side by side in runs; the sums of the runs go into a table](figures/runs.svg)
#
# `np.argsort(ids, kind="stable")` says in which order to take them. `np.add.reduceat(rows, starts, axis=0)` returns a sum
# for each run: from one start to before the next. A run begins where an id differs from the one before it:
# `np.diff(..., prepend=-1)` and `np.flatnonzero` find these places. The first id has none before it; `prepend` puts −1
# there, which is no id, so that the first run begins somewhere, too.

# %%
ids = np.array([3, 1, 3, 0, 1])
in_order = ids[np.argsort(ids, kind="stable")]
print(in_order, np.diff(in_order, prepend=-1))           # a run begins wherever the second is not 0

# %% exercise="add_rows"
#| export
# exercise: add_rows
def add_rows(ids, rows, count):
    """Return an array of `count` rows: row n is the sum of those `rows` whose id is n, 0 if there are none.

    Without `np.add.at`, a loop, or a product with one-hot rows. `ids` and `rows` stay as they are.
    Shapes: ids (N,), rows (N, D) -> (count, D), in the dtype of rows. N may be 0.

    >>> add_rows(np.array([2, 0, 2]), np.array([[1.0, 1.0], [5.0, 5.0], [10.0, 20.0]]), 3).tolist()
    [[5.0, 5.0], [0.0, 0.0], [11.0, 21.0]]
    """
    ### BEGIN SOLUTION
    order = np.argsort(ids, kind="stable")
    ids = ids[order]
    starts = np.flatnonzero(np.diff(ids, prepend=-1))    # where the id differs from the one before
    total = np.zeros((count, rows.shape[1]), rows.dtype)
    total[ids[starts]] = np.add.reduceat(rows[order], starts, axis=0)
    return total
    ### END SOLUTION

# %% check="add_rows" points=4 hidden=5
rows = np.array([[1.0, 2.0], [10.0, 20.0], [100.0, 200.0], [5.0, 5.0], [1000.0, 2000.0]])
expect_close(add_rows(np.array([3, 1, 3, 0, 1]), rows, 5), [[5, 5], [1010, 2020], [0, 0], [101, 202], [0, 0]],
             call="add_rows([3, 1, 3, 0, 1], rows, 5)",
             why="ids 1 and 3 occur twice, their rows add up; 2 and 4 do not occur and get zeros")
expect_close(add_rows(np.array([0, 1]), np.array([[1e8], [1.0]], np.float32), 2), [[1e8], [1.0]], dtype=np.float32,
             call="add_rows([0, 1], [[1e8], [1]] in float32, 2)", why="in the dtype of rows, each sum without traces of others")
expect_close(add_rows(np.array([], int), np.ones((0, 2)), 3), np.zeros((3, 2)), call="add_rows(no ids, rows (0, 2), 3)",
             why="a batch without words: zeros for all rows")


@scenario
def ways_of_adding():
    used = []

    class Watched(np.ndarray):
        def __array_ufunc__(self, ufunc, method, *inputs, **named):
            used.append("at" if method == "at" else ufunc.__name__)
            return getattr(ufunc, method)(*(np.asarray(x) for x in inputs), **named)

    ids, rows = np.arange(2000)[::-1] % 500, np.arange(2000, dtype=np.float32).reshape(2000, 1)    # no order is the caller's
    handed = ids.copy(), rows.copy()
    total = add_rows(handed[0], handed[1].view(Watched), 500)
    return {"row 0": np.asarray(total)[0].tolist(), "a loop": len(used) > 100, "np.add.at": "at" in used,
            "a product": "matmul" in used, "changed": bool((handed[0] != ids).any() or (handed[1] != rows).any())}


expect_equal(ways_of_adding(), {"row 0": [4996.0], "a loop": False, "np.add.at": False, "a product": False, "changed": False},
             call="add_rows(2,000 ids, rows (2000, 1), 500): the sum for id 0; how it was made; are ids or rows changed",
             why="a loop takes as many steps as there are rows or ids; a product multiplies nearly everything by 0")
### BEGIN HIDDEN TESTS
for n, count, width in ((1, 1, 1), (50, 4, 3), (30, 100, 2), (0, 3, 2), (8, 8, 1)):
    ids, rows = rng.integers(0, count, size=n), rng.normal(size=(n, width))
    expected = np.zeros((count, width))
    for i, row in zip(ids, rows):
        expected[i] += row
    expect_close(add_rows(ids, rows, count), expected, atol=1e-9, call=f"add_rows({n} ids, rows ({n}, {width}), {count})")


@scenario
def are_the_inputs_as_they_were():
    ids, rows = np.array([2, 0, 2]), np.array([[1.0], [2.0], [3.0]])
    add_rows(ids, rows, 3)
    return ids.tolist(), rows.tolist()


expect_equal(are_the_inputs_as_they_were(), ([2, 0, 2], [[1.0], [2.0], [3.0]]), call="add_rows(ids, rows, 3); ids, rows",
             why="sorting makes copies; the caller's order stays")
### END HIDDEN TESTS

# %%
def one_after_the_other(ids, rows, count):
    total = np.zeros((count, rows.shape[1]), np.float32)
    np.add.at(total, ids, rows)
    return total


def by_a_product(ids, rows, count): return one_hot(ids, count).T @ rows

# %%
for count, width in ((96, 128), (96, 1), (8000, 128)):
    ids, rows = generator.integers(0, count, size=1024), generator.normal(size=(1024, width)).astype(np.float32)
    print(f"1,024 rows of {width}, {count} ids:")
    for add in (one_after_the_other, add_rows, by_a_product):
        same = (add(ids, rows, count) == one_after_the_other(ids, rows, count)).all()
        print(f"{add.__name__:>23} {milliseconds(lambda: add(ids, rows, count), 3):7.3f} ms, equal to the last bit: {same}")

# %% [markdown]
# Who is fastest depends on the width of the rows and on the number of ids; and "equal" is not "equal to the last bit",
# since float32 sums depend on how their terms are grouped. (Times jump on a busy machine: run a cell again.)
#
# Now the gradient rule, in the form of module 05: `rule(grad, out, *inputs, **params)` returns a tuple with one gradient
# for each input. The ids are integers and have none: their place is taken by `NOTHING`.
#
# Sentences have different lengths, and a batch is a rectangle. The short ones are filled up with an id that means
# nothing, the **padding**. Its row is zero at the start and should stay zero, so it receives no gradient.

# %% exercise="embedding_gradient"
#| export
# exercise: embedding_gradient
def embedding_gradient(grad, out, ids, weight, padding_idx=None):
    """Return (NOTHING, the gradient for `weight`): each row the sum of the gradients of all places where it was used.
    The row `padding_idx`, unless that is None, receives 0.

    Shapes: grad (..., D), ids, an array (...), () for a single id, weight (V, D) -> (V, D). Leaves `grad` as it is.

    >>> embedding_gradient(np.ones((3, 2)), None, np.array([1, 1, 0]), np.zeros((2, 2)))[1].tolist()
    [[1.0, 1.0], [2.0, 2.0]]
    """
    ### BEGIN SOLUTION
    total = add_rows(np.ravel(ids), grad.reshape(-1, weight.shape[1]), len(weight))
    if padding_idx is not None:
        total[padding_idx] = 0
    return NOTHING, total
    ### END SOLUTION

# %% check="embedding_gradient" points=4 hidden=4
@scenario
def gradients_of_a_table(grad, ids, rows, padding_idx):
    grad = np.array(grad, np.float32)
    before = grad.copy()
    found = embedding_gradient(grad, None, np.array(ids), np.zeros((rows, grad.shape[-1]), np.float32), padding_idx)
    return found[0] is NOTHING, found[1], bool((grad == before).all()), len(found), type(found).__name__


grad = [[[1.0, 2.0], [10.0, 20.0]], [[100.0, 200.0], [5.0, 5.0]]]
got = gradients_of_a_table(grad, [[3, 1], [3, 0]], 4, None)
expect_equal((got[4], got[3]), ("tuple", 2), call="what comes back from embedding_gradient(grad, out, ids, weight), its length",
             why="a tuple of two: one for the ids and one for weight; padding_idx is no input")
expect_close(got[1], [[5, 5], [10, 20], [0, 0], [101, 202]], call="embedding_gradient(grad, out, [[3, 1], [3, 0]], weight)[1]",
             why="row 3 was used in both sentences: its gradients add up; row 2 was not used")
expect_equal(got[0], True, call="embedding_gradient(...)[0] is NOTHING", why="there is no gradient for an id")
got = gradients_of_a_table(grad, [[3, 1], [3, 0]], 4, 3)
expect_close(got[1], [[5, 5], [10, 20], [0, 0], [0, 0]], call="the same with padding_idx=3", why="padding stays what it is")
expect_equal(got[2], True, call="is grad as it was, with padding_idx=3", why="other rules read the same array")
got = gradients_of_a_table(grad, [[3, 1], [3, 0]], 4, 0)
expect_close(got[1], [[0, 0], [10, 20], [0, 0], [101, 202]], call="the same with padding_idx=0",
             why="id 0 is an id like others, and not the same as None")
expect_close(gradients_of_a_table([3.0, 4.0], 1, 2, None)[1], [[0, 0], [3, 4]],
             call="embedding_gradient([3, 4], out, id 1, weight (2, 2))[1]", why="a single id: an array of shape ()")
### BEGIN HIDDEN TESTS
for shape in ((6,), (3, 4), (2, 0), (2, 2, 2)):
    ids, grad = rng.integers(0, 5, size=shape), rng.normal(size=(*shape, 3)).astype(np.float32)
    for padding in (None, 3):
        expected = np.zeros((5, 3))
        for place in np.ndindex(*shape):
            expected[ids[place]] += grad[place]
        if padding == 3:
            expected[padding] = 0
        got = gradients_of_a_table(grad, ids, 5, padding)
        expect_close(got[1], expected, atol=1e-5, dtype=np.float32,
                     call=f"embedding_gradient(grad, out, ids {shape}, weight (5, 3), padding_idx={padding})[1]")
        expect_equal((got[0], got[2], got[3]), (True, True, 2), call="NOTHING first; is grad as it was; how many",
                     why="other rules read the same array")


@scenario
def gradient_of_one_word():
    return embedding_gradient(np.array([3.0, 4.0]), None, np.array(1), np.zeros((2, 2)))[1]


expect_close(gradient_of_one_word(), [[0.0, 0.0], [3.0, 4.0]], call="embedding_gradient([3, 4], out, id 1, weight (2, 2))[1]",
             why="a single id has no axes")
### END HIDDEN TESTS

# %% given="Embedding"
#| export
EMBEDDING = Op("embedding", embedding_forward, embedding_gradient)


class Embedding(Module):
    """A table with a row for each of `num_embeddings` ids: ids (...) -> (..., embedding_dim)."""

    def __init__(self, num_embeddings, embedding_dim, padding_idx=None, *, rng=None):
        if padding_idx is not None and not -num_embeddings <= padding_idx < num_embeddings:
            raise ValueError(f"padding_idx is one of {num_embeddings} ids, not {padding_idx}")
        self.num_embeddings, self.embedding_dim = num_embeddings, embedding_dim
        self.padding_idx = None if padding_idx is None else padding_idx % num_embeddings
        weight = (rng or default_generator).standard_normal((num_embeddings, embedding_dim))
        if padding_idx is not None:
            weight[padding_idx] = 0
        self.weight = Parameter(weight)

    def forward(self, ids):
        ids = ids if isinstance(ids, Tensor) else Tensor(ids)
        if ids.dtype.kind not in "iu":
            raise TypeError(f"ids are integers, numbers of rows, and these are {ids.dtype}")
        return apply(EMBEDDING, ids, self.weight, padding_idx=self.padding_idx)

    def extra_repr(self):
        padding = "" if self.padding_idx is None else f", padding_idx={self.padding_idx}"
        return f"{self.num_embeddings}, {self.embedding_dim}{padding}"

# %%
embedding = Embedding(5, 3, padding_idx=0, rng=np.random.default_rng(0))
sentences = Tensor([[1, 2, 1], [4, 0, 0]])               # the second is one word long
embedding(sentences).sum().backward()
print(embedding, embedding(sentences).shape, embedding.weight.grad, sep="\n")
print(check_gradients(lambda w: apply(EMBEDDING, np.array([[1, 2], [1, 1]]), w), generator.normal(size=(4, 2))))

# %% [markdown]
# Word 1 stands there twice and receives 2; the padding receives 0; word 3 was not there.
#
# ## 4. Where a word stands
#
# "Dog bites man" and "man bites dog" have the same words. A layer that looks at each word by itself, and one that adds
# up all of them, cannot tell the two apart, and attention, in module 12, will be of that kind. So the place must go
# **into the vector**: each place has a vector of its own, which is added to that of the word standing there.
#
# Which vectors? Counting 0, 1, 2 would soon be larger than any word. In 2017 Vaswani and others took waves, each pair of
# columns with a length of its own, from 2π places for the first to nearly 2π · 10,000 for the last, if D is large:
#
# $$P_{t,\,2i} = \sin\frac{t}{10000^{2i/D}} \qquad P_{t,\,2i+1} = \cos\frac{t}{10000^{2i/D}}$$
#
# ![A heat map: places from top to bottom, columns from left to right; stripes that grow longer](figures/waves.svg)
#
# Like the hands of a clock: fast ones tell neighbours apart, slow ones say roughly where. Places t count from 0.

# %% exercise="sinusoidal_table"
#| export
# exercise: sinusoidal_table
def sinusoidal_table(length, dim):
    """Return the vectors of the places 0 to length - 1, (length, dim), in float32; column 2i holds sines, column 2i + 1
    cosines of the same angle. `dim` may be odd: then the last column is one of sines.

    >>> sinusoidal_table(2, 2).round(3).tolist()
    [[0.0, 1.0], [0.8410000205039978, 0.5400000214576721]]
    """
    ### BEGIN SOLUTION
    rates = 10000.0 ** (-np.arange(0, dim, 2) / dim)                                  # one for each pair of columns
    angles = np.arange(length)[:, np.newaxis] * rates                                 # (length, pairs)
    table = np.empty((length, dim), np.float32)
    table[:, 0::2] = np.sin(angles)
    table[:, 1::2] = np.cos(angles[:, :dim // 2])
    return table
    ### END SOLUTION

# %% check="sinusoidal_table" points=5 hidden=5
got = sinusoidal_table(3, 4)
expect_equal((got.shape, got.dtype.name), ((3, 4), "float32"), call="shape, dtype of sinusoidal_table(3, 4)",
             why="a row for each place, of the width of a word's vector, to be added to one in float32")
expect_close(got[0], [0.0, 1.0, 0.0, 1.0], call="sinusoidal_table(3, 4)[0]",
             why="place 0: every sine is 0, every cosine 1, and they take turns")
expect_close(got[1], [0.841471, 0.540302, 0.009999833, 0.99995], atol=1e-6, call="sinusoidal_table(3, 4)[1]",
             why="sin 1, cos 1; then the angle is 1 / 10000^(2/4), a hundredth")
expect_close(got[2, :2], [0.909297, -0.416147], atol=1e-6, call="sinusoidal_table(3, 4)[2, :2]", why="sin 2, cos 2")
expect_close(sinusoidal_table(2, 3), [[0.0, 1.0, 0.0], [0.841471, 0.540302, 0.002154433]], atol=1e-6,
             call="sinusoidal_table(2, 3)", why="an odd dim: the last sine, of 1 / 10000^(2/3), has no cosine beside it")
angle = 3000 / 10000 ** (2 / 6)
expect_close(sinusoidal_table(3001, 6)[3000, 2:4], [np.sin(angle), np.cos(angle)], rtol=0, atol=1e-6,
             call="sinusoidal_table(3001, 6)[3000, 2:4]", why="large angles need their digits: round the waves, not the angles")
### BEGIN HIDDEN TESTS
long, half = int(rng.integers(20, 60)), int(rng.integers(2, 12))
for length, dim in ((1, 2), (long, 2 * half), (half, 16), (long, 2 * half + 1), (3, 1), (0, 4)):
    expected = np.zeros((length, dim))
    for t in range(length):
        for column in range(dim):
            angle = t / 10000 ** (2 * (column // 2) / dim)
            expected[t, column] = np.cos(angle) if column % 2 else np.sin(angle)
    expect_close(sinusoidal_table(length, dim), expected, rtol=0, atol=1e-6, dtype=np.float32,
                 call=f"sinusoidal_table({length}, {dim})")
table, far = sinusoidal_table(5000, 8), int(rng.integers(4000, 5000))
expect_close(table[far, :2], [np.sin(far), np.cos(far)], rtol=0, atol=1e-6, call=f"sinusoidal_table(5000, 8)[{far}, :2]",
             why="angles of thousands need their digits: compute them in float64")
### END HIDDEN TESTS

# %%
table = sinusoidal_table(128, 64)
print(f"places to a wave: {2 * np.pi:.2f} in columns 0 and 1, {2 * np.pi * 10_000 ** (62 / 64):,.0f} in columns 62 and 63")
alike = table @ table.T                                  # (128, 128), the product of every place with every other
print("places 10 and 10 to 16:", alike[10, 10:17].round(1))
print("places 90 and 90 to 96:", alike[90, 90:97].round(1))

# %% [markdown]
# The last two lines are equal: how alike two places are depends on their **distance** only, not on where they are. (For each
# pair of columns it is sin a · sin b + cos a · cos b, which is cos(a − b).) A layer can learn "two words to the left"
# once, for all places.
#
# Now add them. Two things go wrong in practice. A table has an end, and a longer text must be an error with numbers in
# it. And places shift by one: the first word of a text stands at 0. But when a text is written word by word (module
# 17), the new word's part of the batch begins later: at `offset`.

# %% exercise="add_positions"
#| export
# exercise: add_positions
def add_positions(x, table, offset=0):
    """Return x, a tensor (..., T, D), plus the rows of `table`, a tensor (L, D), for the places from `offset` on.

    The first of the T vectors stands at place `offset`. Raises ValueError that names L and the last place that is
    needed, if the table does not reach that far, or a negative `offset`. Made by tensor operations.

    >>> add_positions(Tensor([[1.0], [1.0]]), Tensor([[0.0], [10.0], [20.0]]), offset=1).tolist()
    [[11.0], [21.0]]
    """
    ### BEGIN SOLUTION
    stop = offset + x.shape[-2]
    if offset < 0 or stop > table.shape[0]:
        missing = offset if offset < 0 else stop - 1
        raise ValueError(f"place {missing} is needed, and the table has {table.shape[0]} places, from 0 on")
    return x + table[offset:stop]
    ### END SOLUTION

# %% check="add_positions" points=4 hidden=5
x, table = Tensor(np.ones((2, 3, 1))), Tensor([[0.0], [10.0], [20.0], [30.0]])
expect_close(add_positions(x, table).data, [[[1.0], [11.0], [21.0]]] * 2, call="add_positions(ones (2, 3, 1), table (4, 1))",
             why="two sentences of three words: the first word of each stands at place 0, the second at 1")
expect_close(add_positions(x, table, offset=1).data, [[[11.0], [21.0], [31.0]]] * 2,
             call="add_positions(ones (2, 3, 1), table (4, 1), offset=1)", why="the next three words of a text stand at 1 to 3")


@scenario
def what_is_said(length, offset):
    """The numbers in the error for a text of `length` words from place `offset` on, and a table of 4 places."""
    import re

    try:
        return f"no error, but {add_positions(Tensor(np.ones((length, 1))), Tensor(np.ones((4, 1))), offset).tolist()}"
    except ValueError as problem:
        return re.findall(r"-?\d+", str(problem))


for length, offset, place in ((12, 0, "11"), (2, 9, "10"), (1, 4, "4"), (2, -1, "-1")):
    said = what_is_said(length, offset)
    words = f"add_positions(ones ({length}, 1), table (4, 1), offset={offset})"
    expect_equal([number in said for number in (place, "4")], [True, True],
                 call=f"are {place} and 4 in the message of the ValueError of {words}",
                 why=f"place {place} is needed, and the table has 4 places: broadcasting must not be the one to say it")


@scenario
def gradients_of_the_table():
    x, table = (Tensor(np.zeros(shape), requires_grad=True) for shape in ((2, 2, 1), (4, 1)))
    add_positions(x, table, 1).sum().backward()
    return [table.grad, x.grad]


table_grad, x_grad = gradients_of_the_table()
expect_close(table_grad, [[0], [2], [2], [0]], call="table.grad after add_positions(x (2, 2, 1), table, 1).sum().backward()",
             why="places 1 and 2 were used in two sentences: made by tensor operations, a table can be learned")
expect_close(x_grad, np.ones((2, 2, 1)), call="x.grad after the same", why="words learn, too")
### BEGIN HIDDEN TESTS
x, table = rng.normal(size=(3, 4, 2)), rng.normal(size=(7, 2))
for offset in (0, 1, 3):
    expect_close(add_positions(Tensor(x), Tensor(table), offset).data, x + table[offset:offset + 4], atol=1e-6,
                 dtype=np.float32, call=f"add_positions(x (3, 4, 2), table (7, 2), {offset})")
expect_raises(ValueError, lambda: add_positions(Tensor(x), Tensor(table), 4), match="7",
              call="add_positions(x (3, 4, 2), table (7, 2), 4)", why="places 4 to 7 of 7 places")
expect_raises(ValueError, lambda: add_positions(Tensor(x), Tensor(table), 7), match="7",
              call="add_positions(x (3, 4, 2), table (7, 2), 7)", why="place 10 is needed, and the table has 7")
expect_raises(ValueError, lambda: add_positions(Tensor(x[:, :1]), Tensor(table), 7), match="7",
              call="add_positions(x (3, 1, 2), table (7, 2), 7)", why="one row behind the end is none, and would broadcast")


@scenario
def gradients_of_places():
    x, table = (Tensor(np.zeros(shape), requires_grad=True) for shape in ((3, 2, 1), (4, 1)))
    add_positions(x, table, 1).sum().backward()
    return x.grad, table.grad


got = gradients_of_places()
expect_close(got[0], np.ones((3, 2, 1)), call="x.grad after add_positions(x (3, 2, 1), table (4, 1), 1).sum().backward()")
expect_close(got[1], [[0.0], [3.0], [3.0], [0.0]], call="table.grad after the same",
             why="places 1 and 2 were used in three sentences: made by tensor operations, a table can be learned")
### END HIDDEN TESTS

# %% given="positions"
#| export
class SinusoidalPositions(Module):
    """Adds to x (..., T, dim) the waves of the places `offset` to `offset + T - 1`. Nothing is learned."""

    def __init__(self, max_length, dim):
        self.table = Buffer(sinusoidal_table(max_length, dim))

    def forward(self, x, offset=0): return add_positions(x, self.table, offset)
    def extra_repr(self): return "{}, {}".format(*self.table.shape)


class LearnedPositions(Module):
    """Adds to x (..., T, dim) a learned vector for each of the places `offset` to `offset + T - 1`."""

    def __init__(self, max_length, dim, *, rng=None):
        self.weight = Parameter(0.02 * (rng or default_generator).standard_normal((max_length, dim)))

    def forward(self, x, offset=0): return add_positions(x, self.weight, offset)
    def extra_repr(self): return "{}, {}".format(*self.weight.shape)

# %%
embedding = Embedding(3, 4, rng=np.random.default_rng(0))
dog, bites, man = 0, 1, 2
one, other = embedding(np.array([dog, bites, man])), embedding(np.array([man, bites, dog]))
places = SinusoidalPositions(16, 4)


def same_sums(one, other): return np.allclose(one.sum(axis=0).data, other.sum(axis=0).data)

# %%
print("without places:        the same sums?", same_sums(one, other))
print("with places:           the same sums?", same_sums(places(one), places(other)))
print("with places, squared:  the same sums?", same_sums(places(one) ** 2, places(other) ** 2))
try:
    places(Tensor(np.zeros((17, 4))))
except ValueError as problem:
    print(problem)

# %% [markdown]
# The second line may surprise. A plain sum of words and places is the sum of all words plus the sum of all
# places, and neither knows the order. Places help once something is not linear, the square here, the bend of a layer in
# a model: what it makes of a word **at its place** cannot be taken apart again.
#
# Learned places are the other choice: GPT-2 learned its 1,024. They fit the data better, and beyond the last one there
# is nothing; waves can be computed for any place, though a model that never saw place 2,000 may not know what to do
# with it.

# %% [markdown]
# ## 5. Alike
#
# How alike are two vectors? Their product says so, and more:

# %%
a, b, c = np.array([1.0, 2.0]), np.array([2.0, 3.9]), np.array([30.0, -5.0])
print(a @ b, a @ c)                                      # b points where a does; c does not, and is long

# %% [markdown]
# It grows with the lengths of both, and frequent words tend to be long. The angle between them does not:
#
# $$\cos(a, b) = \frac{a \cdot b}{\lVert a \rVert\, \lVert b \rVert}$$
#
# It is 1 for the same direction, 0 for a right angle, −1 for opposite ones. A vector of zeros has no direction; let its
# similarity be 0. To get there without a division by zero, make the lengths a little longer: take
# $\lVert a \rVert$ as $\sqrt{\sum_i a_i^2 + \varepsilon^2}$, with a tiny ε. (The root of 0 also has no slope, so the
# gradients need the ε as well.)

# %% exercise="cosine_similarity"
#| export
# exercise: cosine_similarity
def cosine_similarity(x1, x2, dim=1, eps=1e-8):
    """Return the cosine of the angle between x1 and x2, tensors that broadcast against each other, along `dim`.
    Made by tensor operations. 0 where one of them is all zeros.

    Shapes: (N, D), (N, D) -> (N,) for dim = 1.

    >>> cosine_similarity(Tensor([[3.0, 4.0]]), Tensor([[30.0, 40.0]])).tolist()
    [1.0]
    """
    ### BEGIN SOLUTION
    first = ((x1 * x1).sum(axis=dim) + eps * eps) ** 0.5
    second = ((x2 * x2).sum(axis=dim) + eps * eps) ** 0.5
    return (x1 * x2).sum(axis=dim) / (first * second)
    ### END SOLUTION

# %% check="cosine_similarity" points=3 hidden=4
x1, x2 = Tensor([[3.0, 4.0], [1.0, 0.0], [2.0, 0.0]]), Tensor([[30.0, 40.0], [0.0, 5.0], [-4.0, 0.0]])
expect_close(cosine_similarity(x1, x2).data, [1.0, 0.0, -1.0],
             call="cosine_similarity([[3, 4], [1, 0], [2, 0]], [[30, 40], [0, 5], [-4, 0]])",
             why="the same direction, a right angle, opposite directions; lengths do not matter")
expect_close(cosine_similarity(Tensor([[0.0, 0.0]]), Tensor([[1.0, 2.0]])).data, [0.0],
             call="cosine_similarity([[0, 0]], [[1, 2]])", why="no direction, no similarity, and no division by zero")
expect_close(cosine_similarity(Tensor([[3.0], [4.0]]), Tensor([[30.0], [40.0]]), dim=0).data, [1.0],
             call="cosine_similarity([[3], [4]], [[30], [40]], dim=0)", why="the vectors stand upright: the sums run along dim")
expect_close(cosine_similarity(Tensor([[6e-5, 8e-5]]), Tensor([[6e-5, 8e-5]])).data, [1.0],
             call="cosine_similarity of [6e-5, 8e-5] with itself", why="a ten-thousandth is not zero: ε² below the root, not ε")


@scenario
def slopes(numbers):
    x = Tensor([numbers], requires_grad=True)
    cosine_similarity(x, Tensor([[1.0, 0.0]])).sum().backward()
    return "no gradient reached x1" if x.grad is None else x.grad.tolist()


expect_close(slopes([3.0, 4.0]), [[0.128, -0.096]], atol=1e-5, call="gradient for [3, 4] of its cosine with [1, 0]",
             why="1/5 - 3·3/125, and -3·4/125; tensor operations have gradients, arrays have none")
expect_equal(bool(np.isfinite(slopes([0.0, 0.0])).all()), True, call="is the gradient for [0, 0] finite",
             why="the root of 0 has no slope: ε goes below it")
### BEGIN HIDDEN TESTS
a, b = rng.normal(size=(4, 3, 5)), rng.normal(size=(4, 3, 5))
for dim in (0, 1, -1):
    expected = (a * b).sum(dim) / np.sqrt((a * a).sum(dim) * (b * b).sum(dim))
    expect_close(cosine_similarity(Tensor(a), Tensor(b), dim=dim).data, expected, atol=1e-5, dtype=np.float32,
                 call=f"cosine_similarity(x1 (4, 3, 5), x2 (4, 3, 5), dim={dim})")
expected = (a[0] * b[0][:1]).sum(1) / np.sqrt((a[0] ** 2).sum(1) * (b[0][:1] ** 2).sum(1))
expect_close(cosine_similarity(Tensor(a[0]), Tensor(b[0][:1])).data, expected, atol=1e-5,
             call="cosine_similarity(x1 (3, 5), x2 (1, 5))", why="one against many, by broadcasting")
expect_close(cosine_similarity(Tensor([[3.0, 4.0]]), Tensor([[4.0, 3.0]]), eps=12.0).data, [24 / 169], atol=1e-5,
             call="cosine_similarity([[3, 4]], [[4, 3]], eps=12)", why="each length becomes the root of 25 + 144")


@scenario
def slopes_at_zero():
    x = Tensor([[0.0, 0.0], [3.0, 4.0]], requires_grad=True)
    cosine_similarity(x, Tensor([[1.0, 0.0], [1.0, 0.0]])).sum().backward()
    return bool(np.isfinite(x.grad).all()), x.grad[1]


finite, slope = slopes_at_zero()
expect_equal(finite, True, call="are all gradients finite, one vector being zero")
expect_close(slope, [0.128, -0.096], atol=1e-5, call="gradient for [3, 4] of its cosine with [1, 0]",
             why="1/5 - 3·3/125 along the first axis")
### END HIDDEN TESTS

# %% [markdown]
# To look at a table of vectors is to ask for neighbours: of all words, which are most like this one? For one row
# against a whole table, that is one product.

# %% exercise="nearest"
#| export
# exercise: nearest
def nearest(weight, id, count):
    """Return the ids of the `count` rows of `weight` that are most like row `id` by the cosine, the most alike first,
    without `id` itself (V - 1 at most): an array of integers. A row of zeros is like nothing, 0. Leaves `weight` alone.

    >>> nearest(np.array([[1.0, 0.0], [0.0, 1.0], [9.0, 1.0], [1.0, 1.0]]), 0, 2).tolist()
    [2, 3]
    """
    ### BEGIN SOLUTION
    lengths = np.sqrt((weight * weight).sum(axis=1))                                  # (V,)
    alike = weight @ weight[id] / np.maximum(lengths * lengths[id], 1e-8)             # (V,)
    alike[id] = -np.inf
    return np.argsort(-alike, kind="stable")[:-1][:count]                             # the last is id itself
    ### END SOLUTION

# %% check="nearest" points=3 hidden=3
weight = np.array([[1.0, 0.0], [0.0, 1.0], [9.0, 2.0], [1.0, 1.0], [-5.0, 0.0], [0.0, 0.0]])
before = weight.copy()
expect_equal(nearest(weight, 0, 2), np.array([2, 3]), call="nearest(weight, 0, 2)",
             why="[9, 2] points almost where [1, 0] does; the row itself does not count")
expect_equal(nearest(weight, 1, 1), np.array([3]), call="nearest(weight, 1, 1)",
             why="[1, 1] is nearer in direction to [0, 1] than the long [9, 2], whose product is larger")
for rows, id, count, wanted, why in (
        ([[1.0, 0.0], [0.0, 1.0], [2.0, 0.0]], 2, 1, [0], "a row may have a twin: leave out the row by its id, not by its rank"),
        ([[0.0, 2.0], [0.0, 0.0], [0.1, -1.0]], 0, 2, [1, 2], "zeros are like nothing, 0, and come before what points away"),
        ([[1.0, 0.0], [0.0, 1.0], [2.0, 1.0]], 0, 3, [2, 1], "of three rows, two are others")):
    expect_equal(nearest(np.array(rows), id, count).tolist(), wanted, call=f"nearest({rows}, {id}, {count})", why=why)


@scenario
def weight_afterwards(weight):
    weight = np.array(weight)
    nearest(weight, 0, 2)
    return weight


expect_equal(weight_afterwards(weight), before, call="weight after nearest(weight, 0, 2)", why="the table belongs to a model")
### BEGIN HIDDEN TESTS
weight = rng.normal(size=(12, 4)) * rng.uniform(0.1, 10, size=(12, 1))
for id in (0, 5, 11):
    alike = [(float(row @ weight[id] / np.linalg.norm(row) / np.linalg.norm(weight[id])), n)
             for n, row in enumerate(weight) if n != id]
    expected = [n for _, n in sorted(alike, reverse=True)]
    for count in (1, 4, 11):
        expect_equal(nearest(weight, id, count).tolist(), expected[:count], call=f"nearest(weight (12, 4), {id}, {count})")
    expect_equal(nearest(weight / 1000, id, 11).tolist(), expected, call=f"nearest(weight / 1000, {id}, 11)",
                 why="lengths do not matter, small ones neither")
expect_equal(nearest(np.array([[1.0, 0.0], [0.0, 0.0], [-1.0, 0.1]]), 0, 2).tolist(), [1, 2],
             call="nearest([[1, 0], [0, 0], [-1, 0.1]], 0, 2)", why="zeros come before what points the other way")


@scenario
def table_after_asking():
    weight = np.array([[1.0, 2.0], [3.0, 4.0]])
    nearest(weight, 0, 1)
    return weight.tolist()


expect_equal(table_after_asking(), [[1.0, 2.0], [3.0, 4.0]], call="nearest(weight, 0, 1); weight")
### END HIDDEN TESTS

# %% [markdown]
# ## 6. From vectors back to words
#
# A language model ends with a score for each word: the vector it computed, against a row for each word, the largest
# product wins. That is a linear layer whose weight has the shape (V, D). The embedding's table has just this shape,
# and much the same meaning: a vector for each word. So most models **tie** them: one table, used at both ends. It
# halves the memory of the vocabulary, and every word that is read also teaches the word that is written.
#
# Tied means the same tensor, not a copy: both uses must end in the same gradient. (Module 03's operation behind `Linear`
# is imported as `LINEAR`, for whoever would rather apply that than turn the table.)

# %% exercise="tied_scores"
#| export
# exercise: tied_scores
def tied_scores(x, embedding):
    """Return the scores of all words for vectors x, a tensor: its products with each row of the embedding's weight.
    Made by tensor operations from `embedding.weight` itself.

    Shapes: x (..., D), embedding.weight (V, D) -> (..., V).

    >>> words = Embedding(2, 2)
    >>> words.weight[...] = [[1.0, 0.0], [3.0, 1.0]]
    >>> tied_scores(Tensor([[10.0, 5.0]]), words).tolist()
    [[10.0, 35.0]]
    """
    ### BEGIN SOLUTION
    return apply(LINEAR, x, embedding.weight)
    ### END SOLUTION

# %% check="tied_scores" points=2 hidden=3
@scenario
def scores_and_gradients(x, weight):
    embedding = Embedding(len(weight), len(weight[0]))
    embedding.weight[...] = weight
    scores = tied_scores(Tensor(x), embedding)
    scores.sum().backward()
    alone = embedding.weight.grad
    embedding.zero_grad()
    tied_scores(embedding(np.array([0])), embedding).sum().backward()
    return scores.data, alone, embedding.weight.grad


scores, alone, tied = scores_and_gradients([[1.0, 2.0]], [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
expect_close(scores, [[1.0, 2.0, 3.0]], call="tied_scores([[1, 2]], a table [[1, 0], [0, 1], [1, 1]])",
             why="one score for each word: the product with its row")
expect_close(alone, [[1.0, 2.0]] * 3, call="gradient of the table after tied_scores(...).sum().backward()",
             why="the gradient must arrive in embedding.weight")
expect_close(tied, [[3.0, 2.0], [1.0, 0.0], [1.0, 0.0]],
             call="gradient of the table after tied_scores(embedding([0]), embedding).sum().backward()",
             why="row 0 is used at both ends: its own [1, 0] as a score, and [2, 2], the sum of all rows, as input x")
### BEGIN HIDDEN TESTS
both = scores_and_gradients([[1.0, 2.0]], [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])[2]
expect_close(both, [[3.0, 2.0], [1.0, 0.0], [1.0, 0.0]], call="gradient of the table, word 0 read and all words scored",
             why="row 0 was used at both ends: as input it receives the sum of all rows, as output its own row")
x, weight = rng.normal(size=(2, 3, 4)), rng.normal(size=(5, 4))
got = scores_and_gradients(x, weight)
expect_close(got[0], np.einsum("btd,vd->btv", x, weight), atol=1e-4, dtype=np.float32,
             call="tied_scores(x (2, 3, 4), table (5, 4))")
expect_close(got[1], np.tile(x.sum(axis=(0, 1)), (5, 1)), atol=1e-4, call="gradient of the table (5, 4)")
square = rng.normal(size=(3, 3))
expect_close(scores_and_gradients(np.eye(3), square)[0], square.T, atol=1e-5, call="tied_scores(eye(3), table (3, 3))",
             why="a square table hides a missing transpose from the shapes")
### END HIDDEN TESTS

# %% [markdown]
# ## 7. Bytes of a vocabulary
#
# How large should a vocabulary be? More words make shorter texts and larger tables. Count what the words take: the
# table at the input and, unless they are tied, a weight of the same shape at the output.

# %% exercise="vocabulary_bytes"
#| export
# exercise: vocabulary_bytes
def vocabulary_bytes(vocab_size, dim, *, tied, dtype=np.float32):
    """Return how many bytes a model's words take: the embedding's table, and the output's weight if it is not the
    same. An int.

    >>> vocabulary_bytes(1000, 10, tied=True)
    40000
    """
    ### BEGIN SOLUTION
    tables = 1 if tied else 2
    return tables * vocab_size * dim * np.dtype(dtype).itemsize
    ### END SOLUTION

# %% check="vocabulary_bytes" points=2 hidden=2
expect_equal(vocabulary_bytes(1000, 10, tied=True), 40000, call="vocabulary_bytes(1000, 10, tied=True)",
             why="10,000 numbers of four bytes, once")
expect_equal(vocabulary_bytes(1000, 10, tied=False), 80000, call="vocabulary_bytes(1000, 10, tied=False)",
             why="two tables of the same size")
expect_equal(vocabulary_bytes(1000, 10, tied=True, dtype=np.float16), 20000,
             call="vocabulary_bytes(1000, 10, tied=True, dtype=np.float16)", why="numbers of two bytes")
### BEGIN HIDDEN TESTS
vocab_size, dim = (int(n) for n in rng.integers(2, 5000, size=2))
for dtype, width in ((np.float16, 2), ("float64", 8), (np.int8, 1)):
    for tied in (True, False):
        expect_equal(vocabulary_bytes(vocab_size, dim, tied=tied, dtype=dtype), vocab_size * dim * width * (2 - tied),
                     call=f"vocabulary_bytes({vocab_size}, {dim}, tied={tied}, dtype={np.dtype(dtype).name})")
expect_equal(vocabulary_bytes(50257, 768, tied=True), 154389504, call="vocabulary_bytes(50257, 768, tied=True)")
### END HIDDEN TESTS

# %%
for name, size, dim in (("characters", 96, 128), ("GPT-2", 50_257, 768), ("a model of 2024", 128_256, 4096)):
    print(f"{name:>15}: {size * dim:>11,} numbers, {vocabulary_bytes(size, dim, tied=True):>13,} bytes tied, "
          f"{vocabulary_bytes(size, dim, tied=False):>13,} untied")

# %% [markdown]
# The smallest GPT-2 has 124 million parameters, and the second line says how many of them are its words: nearly a third.
# The gradients make it worse: a batch uses a few hundred words, and yet the gradient of the table is as large as the
# table, nearly all zeros, and an optimiser goes through all of it.
#
# ## 8. What is a cat?
#
# Sentences of a small world, by a grammar of three kinds. From each, take three words in a row; hide the middle one.

# %%
generator = np.random.default_rng(0)
kinds = {"animal": ["cat", "dog", "fox", "owl"], "food": ["bread", "rice", "soup", "cheese"],
         "person": ["anna", "ben", "carl", "dora"]}
patterns = ["the animal sleeps under the tree", "person eats the food slowly", "person feeds the animal today",
            "the animal hunts the animal", "person cooks food for person"]


def sentence():
    chosen = patterns[generator.integers(len(patterns))].split()
    return [kinds[word][generator.integers(4)] if word in kinds else word for word in chosen]


text = [sentence() for _ in range(400)]
words = sorted({word for line in text for word in line})
triples = np.array([[words.index(word) for word in line[n:n + 3]] for line in text for n in range(len(line) - 2)])
neighbours, between = Tensor(triples[:, [0, 2]]), Tensor(triples[:, 1])               # (N, 2), (N,)
print(" ".join(text[0]), "/", " ".join(text[1]), "/", len(words), "words,", len(triples), "gaps")

# %%
embedding = Embedding(len(words), 16, rng=generator)
optimizer = Adam(embedding.parameters(), lr=0.1)
before = {word: nearest(embedding.weight.data, words.index(word), 3) for word in ("cat", "soup", "anna")}
for step in range(150):
    guesses = tied_scores(embedding(neighbours).mean(axis=1), embedding)
    loss = cross_entropy(guesses, between)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 50 == 0:
        print(f"step {step}: loss {loss.item():.3f}")
for word, ids in before.items():
    after = nearest(embedding.weight.data, words.index(word), 3)
    print(f"{word}: at first {[words[n] for n in ids]}, now {[words[n] for n in after]}")

# %%
ids = [words.index(word) for kind in kinds.values() for word in kind]
vectors = embedding.weight[ids]                                                       # (12, 16)
alike = cosine_similarity(vectors.unsqueeze(1), vectors.unsqueeze(0), dim=2)          # (12, 12)
print(alike.data.reshape(3, 4, 3, 4).mean(axis=(1, 3)).round(2))                      # animals, food, people

# %% [markdown]
# Words that stand in the same gaps came to lie in the same direction, since they have to win in the same places. That is
# all a vector of a word holds: the company it keeps.
#
# ## The same in PyTorch
#
# ```python
# import torch
# from torch import nn
#
# table = nn.Embedding(5, 3, padding_idx=0)
# print(table)
# print(table.weight[0].tolist())
# table(torch.tensor([[1, 2, 1], [4, 0, 0]])).sum().backward()
# print(table.weight.grad[:, 0].tolist())
# print(nn.functional.cosine_similarity(torch.tensor([[3.0, 4.0]]), torch.tensor([[30.0, 40.0]])))
# ```
#
# ```text
# Embedding(5, 3, padding_idx=0)
# [0.0, 0.0, 0.0]
# [0.0, 2.0, 1.0, 0.0, 1.0]
# tensor([1.])
# ```
#
# Deliberate differences: PyTorch has no module for places, everybody writes the table; its `one_hot` returns integers;
# its cosine takes the larger of the length and ε instead of adding ε²; and with `sparse=True` its embedding can give a
# gradient that holds the used rows only, which ours cannot.

# %% [markdown] question="q1" points=10
# **A product that is a look-up.** Section 2 measured a one-hot product and a look-up. Explain both times and both sizes
# by counting: how many multiplications, how many bytes read, as the vocabulary grows? Which rule does your
# `embedding_gradient` save you from, written as a product, and why is the gradient of the table still (V, D)? A model
# has 128,256 words of 4,096 numbers and a batch of 8,192 tokens. What do table, gradient and Adam's state take, and how
# much of the gradient can be other than zero? What would you change?

# %% [markdown] question="q2" points=10
# **One after the other.** Section 3 measured `np.add.at`, your `add_rows` and a product with one-hot rows. What does
# `weight_gradient[ids] += rows` give for repeated ids, and why? Go through your `add_rows`: what does each step cost for
# N rows of D numbers, and which one dominates for N = 1,024 and D = 128, and for D = 1? Explain who won for D = 1. How
# does the product's work grow, and which of its measured times shows it? Are the sums equal to the last bit, and who
# might notice if not?

# %% [markdown] question="q3" points=10
# **Where a word stands.** Show for one pair of columns why the product of two places depends on their distance only.
# What would be lost with the fastest waves alone, and with the slowest alone? Suppose places are shifted by one when a
# text is written word by word (the new word gets place T − 1 instead of T): which of your lines decides it, which two
# words then share the vector of a place, and how would you find the mistake? Compare waves and learned places by
# parameters, by what happens at place L, and by what you would take for texts that grow.

# %% [markdown]
# ## What comes next
#
# Words are points now, and each knows its place. `tito module complete 11` puts the table and the waves into your
# package.
#
# But "bank" is one point, whether there is a river in the sentence or a loan. Its vector should depend on the words
# around it. Which of them matter, the sentence itself must say. That is attention.
