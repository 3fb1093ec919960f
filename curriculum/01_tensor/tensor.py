# %% [markdown]
# # Tensor
#
# Everything in this course is made of one thing: an array of numbers that knows its shape and its type. In this
# module you build it, with NumPy for the arithmetic. At the end of the notebook this program runs on it:
#
# ```python
# centers = Tensor([[0.0, 0.0], [4.0, 0.0], [0.0, 4.0]])                  # (3, 2)    three kinds of points
# labels = Tensor(generator.integers(3, size=400))                        # (400,)    which kind each point is
# points = centers[labels] + randn(400, 2, rng=generator)                 # (400, 2)  scattered around their centers
#
# seen, kinds = points[:300], labels[:300]                                # learn from 300 of them ...
# learned = stack([seen[kinds == k].mean(axis=0) for k in range(3)])      # (3, 2)
#
# guesses = (-squared_distances(points[300:], learned)).argmax(axis=1)    # (100,)    ... and guess the 100 others
# (guesses == labels[300:]).mean()                                        # what share of the guesses is right?
# ```
#
# It is a classifier that learns from data. It leans on functions that you will write: conversions, means, joins,
# distances, and a rule that keeps the bytes from doubling behind your back.

# %% given="imports"
#| default_exp core.tensor
#| export
import math
import operator

import numpy as np

# %% given="vocabulary"
import sys
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
# ## 1. Numbers in a row
#
# A Python list does not hold numbers. It holds addresses of number objects, scattered over the memory, each with a
# type tag and a reference count of its own. How much does that cost for a hundred thousand numbers?

# %%
numbers = [float(i) for i in range(100_000)]
array = np.array(numbers)

print(f"list:  {sys.getsizeof(numbers) + sum(sys.getsizeof(x) for x in numbers):>9,} bytes")
print(f"array: {array.nbytes:>9,} bytes, all of dtype {array.dtype}")

# %% [markdown]
# The array is one block: the numbers lie side by side, and a single note at the front, the **dtype**, says what kind
# they all are. That is what makes it small, and fast: the processor reads the block from left to right without asking
# what the next thing is.
#
# NumPy chose `float64`, eight bytes for each number, about 16 decimal digits. A neural network does not need them:
# its weights are noisy estimates. With `float32` the same memory holds twice the numbers, and each trip to memory
# brings twice as many. So our rule is:
#
# - data with a decimal point become `float32`, whatever they were before,
# - integers and booleans stay what they are (they are labels, indices and masks),
# - whoever asks for a dtype gets it.
#
# Here is the first exercise. Helper functions in its cell are fine: the whole cell goes into your package. The check
# below it is silent when all is well; that earns the visible points. The others are for hidden checks, which run after
# you hand in, on other shapes, dtypes and lengths (0 among them). So read a docstring as a promise to keep.

# %% exercise="to_array"
#| export
# exercise: to_array
def to_array(data, dtype=None):
    """Return `data` (a number, nested lists or an array) as a new NumPy array that shares no memory with it, of the
    dtype asked for. Without one, floating point of any width becomes float32; integers and booleans keep theirs.

    >>> to_array([1.5, 2.5]).dtype
    dtype('float32')
    """
    ### BEGIN SOLUTION
    array = np.asarray(data)                             # no copy yet, when it is an array already
    if dtype is None:
        dtype = np.float32 if array.dtype.kind == "f" else array.dtype
    return np.array(array, dtype=dtype)
    ### END SOLUTION

# %% check="to_array" points=4 hidden=2
expect_equal(to_array([1.5, 2.5]).dtype.name, "float32", call="to_array([1.5, 2.5]).dtype",
             why="four bytes for each number are enough")
for name in ("float64", "float16"):
    expect_equal(to_array(np.zeros(2, dtype=name)).dtype.name, "float32", call=f"to_array({name} array).dtype",
                 why="data with a decimal point become float32, whatever they were before")
expect_equal(to_array([1, 2]).dtype.name, "int64", call="to_array([1, 2]).dtype",
             why="labels and indices stay integers")
expect_equal(to_array([True, False]).dtype.name, "bool", call="to_array([True, False]).dtype",
             why="a mask stays a mask")
expect_equal(to_array([1, 2], dtype=np.float32).dtype.name, "float32",
             call="to_array([1, 2], dtype=np.float32).dtype",
             why="whoever asks for a dtype gets it")
expect_close(to_array([[1.5, 2.0], [3.0, 4.0]]), [[1.5, 2.0], [3.0, 4.0]], call="to_array([[1.5, 2], [3, 4]])",
             why="the numbers do not change")


@scenario
def change_the_original():
    original = np.array([1.0, 2.0], dtype=np.float32)
    ours = to_array(original)
    original[0] = 100.0
    return ours.tolist()


expect_equal(change_the_original(), [1.0, 2.0], call="to_array(original), and then original[0] = 100",
             why="what a caller does with their array later must not reach into ours")
### BEGIN HIDDEN TESTS
for name in ("int8", "uint8"):
    expect_equal(to_array(np.arange(3).astype(name)).dtype.name, name, call=f"to_array({name} array).dtype",
                 why="integers keep their size too, with a sign or without one")
expect_equal(to_array(np.zeros((2, 0), np.float16)).dtype.name, "float32", call="to_array(zeros (2, 0), float16).dtype",
             why="the dtype decides, not the numbers: an array without any is converted, too")
expect_equal(to_array(np.array([True, False])).dtype.name, "bool", call="to_array(bool array).dtype",
             why="a mask stays a mask")
expect_equal(to_array([0.1], dtype=np.float64).dtype.name, "float64", call="to_array([0.1], dtype=np.float64).dtype")
expect_equal(to_array(2.5).shape, (), call="to_array(2.5).shape", why="a single number has no axes")
x = rng.normal(size=(3, 2, 4))
expect_close(to_array(x, dtype=np.float64), x, rtol=0, atol=0, call="to_array(x, dtype=np.float64)")
expect_equal(to_array([2 ** 24 + 1]), [2 ** 24 + 1], call="to_array([2 ** 24 + 1])", why="integers stay exact")


@scenario
def change_integers_and_float64():
    labels, wide = np.array([1, 2]), np.array([1.0, 2.0])
    ours = [to_array(labels), to_array(wide, dtype=np.float64)]
    labels[0], wide[0] = 100, 100.0
    return [array.tolist() for array in ours]


expect_equal(change_integers_and_float64(), [[1, 2], [1.0, 2.0]],
             call="to_array(labels), to_array(wide, dtype=np.float64), and then both originals change",
             why="a new array, even when the dtype is right already")
### END HIDDEN TESTS

# %% [markdown]
# ## 2. What it costs
#
# Memory decides what can be trained at all, so a tensor should be able to say what it takes. The block holds `size`
# numbers of one dtype (`size` may be 0); nothing else counts.
#
# Below the exercise and its check, the next cell tells what a matrix of a million numbers takes, and which dtype NumPy
# chooses for the results of three harmless bits of arithmetic. Guess first.

# %% exercise="memory_footprint"
#| export
# exercise: memory_footprint
def memory_footprint(array):
    """Return how many bytes the numbers of `array` take, as an int.

    >>> memory_footprint(np.zeros((2, 3), dtype=np.float32))
    24
    """
    ### BEGIN SOLUTION
    return array.nbytes
    ### END SOLUTION

# %% check="memory_footprint" points=3 hidden=2
expect_equal(memory_footprint(np.zeros((2, 3), np.float32)), 24, call="memory_footprint(zeros (2, 3), float32)",
             why="6 numbers of 4 bytes")
expect_equal(memory_footprint(np.zeros((2, 3), np.int8)), 6, call="memory_footprint(zeros (2, 3), int8)",
             why="the dtype says how many bytes one number takes")
### BEGIN HIDDEN TESTS
for dtype, width in ((np.float64, 8), (np.float16, 2), (np.int64, 8), (np.int16, 2), (np.uint32, 4), (np.bool_, 1)):
    shape = tuple(int(n) for n in rng.integers(1, 6, size=3))
    expect_equal(memory_footprint(np.zeros(shape, dtype)), int(np.prod(shape)) * width,
                 call=f"memory_footprint(zeros {shape}, {np.dtype(dtype).name})",
                 why="every dtype has its own width")
expect_equal(memory_footprint(np.zeros((), np.float32)), 4, call="memory_footprint(a single float32)",
             why="no axes, but one number")
expect_equal(memory_footprint(np.zeros((3, 0), np.float32)), 0, call="memory_footprint(zeros (3, 0))",
             why="no numbers, no bytes")


@scenario
def measure_parts():
    block = np.zeros((4, 6), np.float32)
    return [memory_footprint(block[:, ::2]), memory_footprint(block[1])]


expect_equal(measure_parts(), [48, 24], call="memory_footprint of block[:, ::2] and of block[1], block (4, 6) float32",
             why="12 numbers and 6 numbers of 4 bytes, wherever they lie")
### END HIDDEN TESTS

# %%
for dtype in (np.float64, np.float32, np.float16, np.int8):
    print(f"{memory_footprint(np.zeros((1000, 1000), dtype)):>9,} bytes of {np.dtype(dtype).name}")

scores, counts = np.ones(4, dtype=np.float32), np.array([1, 2, 3, 4])
(scores * counts).dtype, (counts / 2).dtype, (scores * 2).dtype

# %% [markdown]
# ## 3. The dtype that doubles by itself
#
# A `float32` array met an `int64` array, and the result takes twice the bytes. Half a model in `float64` is slower
# and larger, and nothing says so. (The last one stayed: a plain Python number has no dtype and adapts to the array.)
#
# We want one rule for every operation: a result may be `float64` only if one of the inputs was. Results of any other
# dtype are left alone.

# %% exercise="keep_float32"
#| export
# exercise: keep_float32
def keep_float32(result, inputs):
    """Return `result`, as float32 if it became float64 although no array in `inputs` (there may be none) is float64.

    >>> keep_float32(np.array([0.5]), [np.array([1]), np.array([2])]).dtype
    dtype('float32')
    """
    ### BEGIN SOLUTION
    if result.dtype != np.float64 or any(x.dtype == np.float64 for x in inputs):
        return result
    return result.astype(np.float32)
    ### END SOLUTION

# %% check="keep_float32" points=3 hidden=2
half, ints, doubles = np.array([0.5]), np.array([1]), np.array([1.0])
singles = np.array([1.0], dtype=np.float32)
expect_equal(keep_float32(half, [ints, ints]).dtype.name, "float32",
             call="keep_float32(float64 result, [int64, int64]).dtype",
             why="two integers were divided: nobody asked for float64")
expect_equal(keep_float32(half, [singles, ints]).dtype.name, "float32",
             call="keep_float32(float64 result, [float32, int64]).dtype",
             why="NumPy made float64 of scores * counts, though neither of them was")
expect_equal(keep_float32(half, [doubles, singles]).dtype.name, "float64",
             call="keep_float32(float64 result, [float64, float32]).dtype",
             why="an input was float64, so its owner asked for the digits")
expect_equal(keep_float32(half, [singles, doubles]).dtype.name, "float64",
             call="keep_float32(float64 result, [float32, float64]).dtype",
             why="the order of the inputs does not matter")
expect_equal(keep_float32(ints, [ints, ints]).dtype.name, "int64",
             call="keep_float32(int64 result, [int64, int64]).dtype", why="labels stay integers")
### BEGIN HIDDEN TESTS
half, ints, doubles = np.array([0.5]), np.array([1]), np.array([1.0])
singles = np.array([1.0], dtype=np.float32)
expect_equal(keep_float32(half, [singles, ints, doubles]).dtype.name, "float64",
             call="keep_float32(float64 result, [float32, int64, float64]).dtype", why="one float64 input is enough")
expect_equal(keep_float32(half, []).dtype.name, "float32", call="keep_float32(float64 result, []).dtype")
expect_equal(keep_float32(np.array([True]), [singles]).dtype.name, "bool",
             call="keep_float32(bool result, [float32]).dtype", why="a comparison gives a mask")
expect_equal(keep_float32(np.array([True]), [doubles]).dtype.name, "bool",
             call="keep_float32(bool result, [float64]).dtype", why="and a comparison of float64 does, too")
expect_equal(keep_float32(half.astype(np.float16), [singles]).dtype.name, "float16",
             call="keep_float32(float16 result, [float32]).dtype", why="only float64 is changed")
x = rng.normal(size=(3, 2))
expect_close(keep_float32(x, [ints]), x, call="keep_float32(x, [int64])", why="the numbers stay")


@scenario
def write_into_what_comes_back():
    result, inputs = np.zeros(2), [np.ones(2)]
    keep_float32(result, inputs)[0] = 7.0
    return result.tolist(), len(inputs)


expect_equal(write_into_what_comes_back(), ([7.0, 0.0], 1),
             call="keep_float32(result, [float64])[0] = 7; result, how many inputs",
             why="what needs no change is handed on, not copied")


@scenario
def kind_of_a_single_number():
    return type(keep_float32(np.array(0.5), [])).__name__


expect_equal(kind_of_a_single_number(), "ndarray", call="type of keep_float32(np.array(0.5), [])",
             why="an array without axes stays an array")
### END HIDDEN TESTS

# %% [markdown]
# ## 4. One door for every operation
#
# Your rule must hold after every operation, and this module alone has two dozen. Three later modules want a word at
# each of them, too: module 05 records what was computed, module 14 measures how long it took, module 18 puts a faster
# version in its place. Written into two dozen functions, that would be a hundred changes. So let every operation pass
# through one door. Here is a toy, in which `print` stands for whoever wants to know:

# %%
def toy_apply(forward, *arrays):
    result = keep_float32(forward(*arrays), arrays)
    print(f"{forward.__name__}: {result.dtype} of shape {result.shape}")
    return result


toy_apply(np.divide, toy_apply(np.multiply, scores, counts), counts)

# %% [markdown]
# Neither line of arithmetic knows of the rule or of the listener; both were held to the one and heard by the other.
#
# Now for tensors. A **tensor** holds `data` (the array), `requires_grad` (shall module 05 compute a gradient for it?),
# `grad` (that gradient) and `origin` (how it was computed). An **operation** (`Op`) is a name and a `forward` from
# arrays to an array. Of the next cell, read the four numbered lines of `apply`. Only tensors count for the dtype rule:
# a bare list or array beside one is data, as in `Tensor(...)`, and has no say.
#
# The class after it is a table of contents: each method hands an operation in capital letters to `apply`. Read
# `__init__`, `__add__` and `mean`, and skim the rest. (`__array_ufunc__ = None` makes NumPy leave `array * tensor` to
# our `__rmul__`.) Most operations do not exist yet, because you are about to write what they do; those for which
# NumPy's own function is all we need come right behind the class, and ways to make tensors without a list. Random ones
# take the generator to use, so that every run of a program can be repeated.

# %% given="apply"
#| export
class Op:
    """An operation: its name, `forward` from arrays to an array and, from module 05 on, `gradient`.

    `Op.table` finds an operation by its name: gradients, timers and faster kernels are put into its slots.
    """

    __slots__ = ("name", "forward", "gradient")
    table = {}

    def __init__(self, name, forward, gradient=None):
        self.name, self.forward, self.gradient = name, forward, gradient
        Op.table[name] = self

    def __repr__(self):
        return f"Op({self.name!r})"


recorder = None                                          # module 05's, with record(), changed() and backward()
FLOAT64, _asarray, _new = np.dtype(np.float64), np.asarray, object.__new__  # found once, not at every operation


def set_recorder(listener):
    """Tell `listener` of every operation from now on; None for nobody."""
    global recorder
    recorder = listener


def apply(op, *inputs, **params):
    """Run `op` on tensors, arrays, lists or numbers and return a new tensor: every operation passes through here."""
    arrays = []
    for x in inputs:
        arrays.append(x.data if isinstance(x, Tensor) else operand(x))  # 1. take the arrays out of the tensors
    try:
        made = op.forward(*arrays, **params) if params else op.forward(*arrays)     # 2. do the work
        data = _asarray(made)                            # a sum of everything is one number
    except ValueError:
        if isinstance(op.forward, np.ufunc):             # NumPy refuses the shapes: you say why, in section 6
            broadcast_shapes(*map(np.shape, arrays))
        raise
    if data.dtype is FLOAT64:                            # 3. your rule: only tensors count, a bare array is data
        data = keep_float32(data, [x.data for x in inputs if isinstance(x, Tensor)])
    result = _new(Tensor)                                # as wrap(data) does, without the cost of calling it
    result.data = data
    result.grad = result.origin = None
    result.requires_grad = False
    if recorder is not None:                             # 4. tell whoever listens
        recorder.record(op, inputs, arrays, params, result)
    return result


def wrap(data):
    """A tensor around `data` itself: no copy, no conversion (`Tensor(...)` is for people's data)."""
    tensor = _new(Tensor)
    tensor.data = data
    tensor.grad = tensor.origin = None
    tensor.requires_grad = False
    return tensor


def operand(value):
    """A number as a Python number, which adapts to the dtype it meets; anything else as an array."""
    if isinstance(value, np.generic):
        return value.item()
    return value if isinstance(value, (bool, int, float)) else np.asarray(value)


def as_tuple(values):
    """`(2, 3)` from both `reshape(2, 3)` and `reshape((2, 3))`."""
    return tuple(values) if len(values) != 1 or isinstance(values[0], (int, np.integer)) else tuple(values[0])

# %% given="Tensor"
#| export
class Tensor:
    """An array of numbers of one dtype, with a place for its gradient.

    `data` is a number, nested lists, an array or a tensor, and is copied. Floating-point data become float32 unless
    `dtype` asks for something else. With `requires_grad=True` integers become float32 too: only real numbers have
    gradients.
    """

    __slots__ = ("data", "requires_grad", "grad", "origin", "__weakref__")
    __array_ufunc__ = None                               # `array * tensor` then comes to our __rmul__
    __hash__ = object.__hash__                           # `==` compares the numbers; as a key, a tensor is itself

    def __init__(self, data, requires_grad=False, dtype=None):
        if isinstance(data, Tensor):
            data, dtype = data.data, dtype or data.dtype
        self.data = to_array(data, dtype)
        if self.data.dtype.kind not in "biuf":
            raise TypeError(f"a tensor holds numbers, not {self.data.dtype}")
        if requires_grad and self.data.dtype.kind != "f":
            self.data = self.data.astype(np.float32)
        self.requires_grad = requires_grad
        self.grad = self.origin = None

    shape = property(lambda self: self.data.shape)
    ndim = property(lambda self: self.data.ndim)
    size = property(lambda self: self.data.size)
    dtype = property(lambda self: self.data.dtype)
    T = property(lambda self: self.permute(*reversed(range(self.ndim))))

    def __add__(self, other): return apply(ADD, self, other)
    def __radd__(self, other): return apply(ADD, other, self)
    def __sub__(self, other): return apply(SUB, self, other)
    def __rsub__(self, other): return apply(SUB, other, self)
    def __mul__(self, other): return apply(MUL, self, other)
    def __rmul__(self, other): return apply(MUL, other, self)
    def __truediv__(self, other): return apply(DIV, self, other)
    def __rtruediv__(self, other): return apply(DIV, other, self)
    def __pow__(self, other): return apply(POW, self, other)
    def __rpow__(self, other): return apply(POW, other, self)
    def __matmul__(self, other): return apply(MATMUL, self, other)
    def __rmatmul__(self, other): return apply(MATMUL, other, self)
    def __neg__(self): return apply(NEG, self)
    def __eq__(self, other): return apply(EQ, self, other)
    def __ne__(self, other): return apply(NE, self, other)
    def __lt__(self, other): return apply(LT, self, other)
    def __le__(self, other): return apply(LE, self, other)
    def __gt__(self, other): return apply(GT, self, other)
    def __ge__(self, other): return apply(GE, self, other)
    def matmul(self, other): return apply(MATMUL, self, other)

    def sum(self, axis=None, keepdims=False): return apply(SUM, self, axis=axis, keepdims=keepdims)
    def mean(self, axis=None, keepdims=False): return apply(MEAN, self, axis=axis, keepdims=keepdims)
    def max(self, axis=None, keepdims=False): return apply(MAX, self, axis=axis, keepdims=keepdims)
    def min(self, axis=None, keepdims=False): return apply(MIN, self, axis=axis, keepdims=keepdims)
    def argmax(self, axis=None, keepdims=False): return apply(ARGMAX, self, axis=axis, keepdims=keepdims)
    def var(self, axis=None, keepdims=False, correction=1):
        return apply(VAR, self, axis=axis, keepdims=keepdims, correction=correction)

    def reshape(self, *shape): return apply(RESHAPE, self, shape=as_tuple(shape))
    def transpose(self, dim0, dim1): return apply(TRANSPOSE, self, dim0=dim0, dim1=dim1)
    def permute(self, *dims): return apply(PERMUTE, self, dims=as_tuple(dims))
    def unsqueeze(self, dim): return self.reshape(np.expand_dims(self.data, dim).shape)
    def squeeze(self, dim=None):
        """Without the axes of length 1: all of them, or only `dim`."""
        stay = [i for i, n in enumerate(self.shape) if n != 1 or (dim is not None and i != dim % self.ndim)]
        return self.reshape(tuple(self.shape[i] for i in stay))
    def flatten(self, start_dim=0, end_dim=-1):
        """The axes from `start_dim` to `end_dim` as one."""
        first, last = start_dim % max(self.ndim, 1), end_dim % max(self.ndim, 1)
        return self.reshape(*self.shape[:first], math.prod(self.shape[first:last + 1]), *self.shape[last + 1:])

    def __getitem__(self, index): return apply(INDEX, self, index=plain_index(index))
    def __setitem__(self, index, value):
        if recorder is not None:
            recorder.changed(self, value)
        self.data[plain_index(index)] = operand(value)
    def __len__(self): return len(self.data)
    def __iter__(self): return (self[i] for i in range(len(self)))
    def masked_fill(self, mask, value): return apply(MASKED_FILL, self, mask, value=value)

    def item(self): return self.data.item()
    def numpy(self): return self.data
    def tolist(self): return self.data.tolist()
    def detach(self):
        """The same numbers in the same memory, without the history of how they were computed."""
        return wrap(self.data)
    def copy(self):
        """The same numbers in memory of their own, without history."""
        return wrap(self.data.copy())
    def memory_footprint(self):
        """How many bytes the numbers take."""
        return memory_footprint(self.data)
    def stride(self):
        """How many numbers apart neighbours along each axis lie in memory."""
        return tuple(step // self.data.itemsize for step in self.data.strides)
    def is_contiguous(self):
        """Whether the numbers lie side by side in row-major order; along an axis of length 1 nobody takes a step."""
        steps = zip(self.shape, self.stride(), contiguous_strides(self.shape))
        return self.size == 0 or all(taken == wanted for n, taken, wanted in steps if n != 1)

    def backward(self, gradient=None, retain_graph=False):
        """Compute the gradient of this tensor with respect to everything it was made of. Module 05 makes it work."""
        if recorder is None:
            raise RuntimeError("backward() needs recorded operations: finish module 05 (autograd) first")
        recorder.backward(self, gradient, retain_graph)
    def zero_grad(self):
        """Forget the gradient."""
        self.grad = None

    def __bool__(self): return bool(self.data)
    def __float__(self): return float(self.item())
    def __int__(self): return int(self.item())
    def __array__(self, dtype=None, copy=None): return np.array(self.data, dtype=dtype, copy=copy)
    def __repr__(self):
        notes = "" if self.dtype in (np.float32, np.int64, np.bool_) else f", dtype={self.dtype}"
        notes += ", requires_grad=True" if self.requires_grad else ""
        return f"Tensor({np.array2string(self.data, separator=', ', prefix='Tensor(')}{notes})"

# %% given="arithmetic"
#| export
def matmul_forward(a, b):
    """The product of the last two axes, broadcast over those before: (..., n, k), (..., k, m) -> (..., n, m)."""
    try:
        return np.matmul(a, b)
    except ValueError as problem:
        message = f"cannot multiply shapes {np.shape(a)} and {np.shape(b)}: the inner lengths must be equal"
        raise ValueError(message) from problem


ADD, SUB, MUL, DIV = Op("add", np.add), Op("sub", np.subtract), Op("mul", np.multiply), Op("div", np.divide)
POW, NEG = Op("pow", operator.pow), Op("neg", np.negative)
EQ, NE, LT = Op("eq", np.equal), Op("ne", np.not_equal), Op("lt", np.less)
LE, GT, GE = Op("le", np.less_equal), Op("gt", np.greater), Op("ge", np.greater_equal)
MATMUL = Op("matmul", matmul_forward)


def zeros(*shape, requires_grad=False, dtype=np.float32):
    return Tensor(np.zeros(as_tuple(shape), dtype), requires_grad, dtype)


def ones(*shape, requires_grad=False, dtype=np.float32):
    return Tensor(np.ones(as_tuple(shape), dtype), requires_grad, dtype)


def arange(*start_stop_step, requires_grad=False, dtype=None):
    return Tensor(np.arange(*start_stop_step), requires_grad, dtype)


def eye(n, requires_grad=False, dtype=np.float32):
    """The identity matrix: ones on the diagonal."""
    return Tensor(np.eye(n, dtype=dtype), requires_grad, dtype)


def randn(*shape, rng, requires_grad=False, dtype=np.float32):
    """Draws from the normal distribution with mean 0 and variance 1, by the NumPy generator `rng`."""
    return Tensor(rng.standard_normal(as_tuple(shape)), requires_grad, dtype)

# %%
counts = Tensor([1, 2, 3, 4])
counts / 2, 10 * counts, counts > 2, np.array([0.1, 0.2, 0.3, 0.4]) + counts

# %% [markdown]
# Both dtype rules are at work in that line: a division of integers is `float32`, their product is still `int64`, a
# comparison gives a mask. The array of the last sum is `float64`, but it is no tensor: it had no say.
#
# ## 5. Shape is bookkeeping
#
# Memory has no rows and columns; it is one long line. A shape of `(2, 3)` is a way of reading six numbers. What turns
# an index into a place on the line are the **strides**: how many numbers to walk for one step along each axis.
#
# ![Six numbers in memory, read as a (2, 3) matrix and as its transpose](figures/strides.svg)
#
# $$\text{place}(i, j) = i \cdot \text{stride}_0 + j \cdot \text{stride}_1$$
#
# In **row-major** order, which NumPy and PyTorch use, the last axis lies side by side: its stride is 1. One step
# along the axis before it has to jump over a whole row.

# %% exercise="contiguous_strides"
#| export
# exercise: contiguous_strides
def contiguous_strides(shape):
    """Return the strides, counted in numbers, of a row-major block of this shape: a tuple as long as `shape`.

    >>> contiguous_strides((2, 3))
    (3, 1)
    """
    ### BEGIN SOLUTION
    strides, step = [], 1
    for length in reversed(shape):                       # the last axis lies side by side
        strides.insert(0, step)
        step *= length
    return tuple(strides)
    ### END SOLUTION

# %% check="contiguous_strides" points=3 hidden=2
expect_equal(contiguous_strides((2, 3)), (3, 1), call="contiguous_strides((2, 3))",
             why="the next row begins 3 numbers further on")
expect_equal(contiguous_strides((2, 3, 4)), (12, 4, 1), call="contiguous_strides((2, 3, 4))",
             why="one step along an axis jumps over everything that the axes to its right hold")
expect_equal(contiguous_strides((5,)), (1,), call="contiguous_strides((5,))",
             why="neighbours on a line are one apart")
### BEGIN HIDDEN TESTS
expect_equal(contiguous_strides(()), (), call="contiguous_strides(())", why="no axes, no strides")
expect_equal(contiguous_strides((3, 1, 2)), (2, 2, 1), call="contiguous_strides((3, 1, 2))",
             why="an axis of length 1 follows the same rule")
expect_equal(contiguous_strides((2, 100_000, 100_000)), (10_000_000_000, 100_000, 1),
             call="contiguous_strides((2, 100_000, 100_000))", why="arithmetic on lengths: no block is needed for it")
for axes in (2, 3, 4, 5):
    shape = tuple(int(n) for n in rng.integers(2, 6, size=axes))
    expected = tuple(step // 8 for step in np.zeros(shape).strides)
    expect_equal(contiguous_strides(shape), expected, call=f"contiguous_strides({shape})",
                 why="the products of the lengths to the right")
### END HIDDEN TESTS

# %%
block, (i, j, k) = np.arange(24), (1, 2, 3)
steps = contiguous_strides((2, 3, 4))
print(block[i * steps[0] + j * steps[1] + k * steps[2]], block.reshape(2, 3, 4)[i, j, k])

matrix = np.arange(6, dtype=np.float32).reshape(2, 3)
matrix.strides, matrix.T.strides, np.shares_memory(matrix, matrix.T)

# %% [markdown]
# First line: the same number, found once by your strides and once by NumPy. Second line: to **transpose** a matrix,
# nothing was moved. Its lengths and its strides changed places (NumPy counts them in bytes, PyTorch in numbers), and
# the same memory is read the other way round. An array that looks into the memory of another one is a **view**.
# Making it costs the same for six numbers and for six billion.
#
# Your turn, for any two axes of an array with any number of them. `np.transpose(x, order)` gives a view whose axis
# `n` is axis `order[n]` of `x`.

# %% exercise="transpose_forward"
#| export
# exercise: transpose_forward
def transpose_forward(x, dim0, dim1):
    """Return a view of `x`, two of its axes swapped: (2, 3, 4) -> (4, 3, 2) for dim0 = 0 and dim1 = 2, or -3 and -1.

    >>> transpose_forward(np.array([[1, 2, 3], [4, 5, 6]]), 0, 1).tolist()
    [[1, 4], [2, 5], [3, 6]]
    """
    ### BEGIN SOLUTION
    order = list(range(x.ndim))
    order[dim0], order[dim1] = order[dim1], order[dim0]
    return np.transpose(x, order)
    ### END SOLUTION

# %% check="transpose_forward" points=3 hidden=2
x = np.array([[1, 2, 3], [4, 5, 6]])
expect_equal(transpose_forward(x, 0, 1), [[1, 4], [2, 5], [3, 6]],
             call="transpose_forward([[1, 2, 3], [4, 5, 6]], 0, 1)",
             why="row i becomes column i")
expect_equal(transpose_forward(np.zeros((2, 3, 4)), 0, 1).shape, (3, 2, 4),
             call="transpose_forward(zeros (2, 3, 4), 0, 1).shape", why="the third axis stays where it is")


@scenario
def write_into_the_transpose():
    original = np.zeros((2, 3))
    transpose_forward(original, 0, 1)[2, 0] = 7.0
    return original.tolist()


expect_equal(write_into_the_transpose(), [[0.0, 0.0, 7.0], [0.0, 0.0, 0.0]],
             call="transpose_forward(original, 0, 1)[2, 0] = 7; original",
             why="a view shares the memory: no number is copied")
### BEGIN HIDDEN TESTS
x = rng.normal(size=(2, 3, 4, 5))
for dim0, dim1 in ((0, 2), (1, 3), (-1, -2), (3, 0), (1, 1)):
    expect_close(transpose_forward(x, dim0, dim1), np.swapaxes(x, dim0, dim1), rtol=0, atol=0,
                 call=f"transpose_forward(x, {dim0}, {dim1}), x {x.shape}",
                 why="only the two named axes change places")
expect_close(transpose_forward(x[0, 0], 1, 1), x[0, 0], rtol=0, atol=0,
             call="transpose_forward(matrix, 1, 1)", why="an axis swapped with itself stays")


@scenario
def write_into_a_transposed_cube():
    original = np.arange(8).reshape(2, 2, 2)
    transpose_forward(original, 0, -1)[1, 0, 0] = 70
    return original.tolist()


expect_equal(write_into_a_transposed_cube(), [[[0, 70], [2, 3]], [[4, 5], [6, 7]]],
             call="transpose_forward(cube, 0, -1)[1, 0, 0] = 70; cube",
             why="a view, whatever the number of axes, and making it moves no number")
### END HIDDEN TESTS

# %% [markdown]
# **Reshaping** is the same trick: other lengths over the same line of memory. It needs one piece of arithmetic.
# `reshape(2, -1)` means "two rows, and work out the rest", which saves us from counting, and the answer has to use up
# every number.

# %% exercise="resolve_shape"
#| export
# exercise: resolve_shape
def resolve_shape(old, new):
    """Return the tuple `new` with its -1, if there is one, replaced so that it holds as many numbers as `old`.

    Raises ValueError, naming both shapes as given: if no whole number fits, or any would, as in (0, -1); if there is
    more than one -1; if another length is negative. A length of 0 is fine: (0, 3) into (-1, 3) is (0, 3).

    >>> resolve_shape((2, 3, 4), (6, -1))
    (6, 4)
    """
    ### BEGIN SOLUTION
    size = math.prod(old)
    known = math.prod(n for n in new if n != -1)
    rest = size // known if known else -1                # no length is the right one
    resolved = tuple(rest if n == -1 else n for n in new)
    if new.count(-1) > 1 or min(resolved, default=0) < 0 or math.prod(resolved) != size:
        raise ValueError(f"cannot reshape {old} into {new}")
    return resolved
    ### END SOLUTION

# %% check="resolve_shape" points=4 hidden=2
expect_equal(resolve_shape((2, 3, 4), (6, -1)), (6, 4), call="resolve_shape((2, 3, 4), (6, -1))",
             why="24 numbers in 6 rows are 4 in each")
expect_equal(resolve_shape((2, 3), (3, 2)), (3, 2), call="resolve_shape((2, 3), (3, 2))", why="nothing to work out")
for old, new, why in (((2, 3), (4, -1), "6 numbers do not make 4 equal rows"),
                      ((2, 3), (5,), "a reshape neither drops nor invents numbers"),
                      ((4, 4), (-1, -1), "two unknowns, one equation"),
                      ((2, 3), (-2, -3), "the product fits, but no length is negative")):
    for shape in (old, new):
        expect_raises(ValueError, lambda: resolve_shape(old, new), match=str(shape),
                      call=f"resolve_shape({old}, {new})", why=f"{why}; whoever meets the error needs both shapes")
### BEGIN HIDDEN TESTS
a, b, c = (int(n) for n in rng.integers(2, 7, size=3))
expect_equal(resolve_shape((a, b, c), (-1,)), (a * b * c,), call=f"resolve_shape({(a, b, c)}, (-1,))")
expect_equal(resolve_shape((a * b, c), (a, -1, c)), (a, b, c), call=f"resolve_shape({(a * b, c)}, {(a, -1, c)})")
expect_equal(resolve_shape((), (1, -1)), (1, 1), call="resolve_shape((), (1, -1))", why="no axes hold one number")
expect_equal(resolve_shape((1, 1), ()), (), call="resolve_shape((1, 1), ())", why="and one number needs no axes")
expect_equal(resolve_shape((0, 3), (-1, 3)), (0, 3), call="resolve_shape((0, 3), (-1, 3))",
             why="an empty batch is a batch")
expect_equal(resolve_shape((0, 3), (3, 0)), (3, 0), call="resolve_shape((0, 3), (3, 0))", why="no numbers either way")
expect_equal(resolve_shape((100_000, 100_000), (1_000, -1)), (1_000, 10_000_000),
             call="resolve_shape((100_000, 100_000), (1_000, -1))",
             why="arithmetic on lengths: no block is needed for it")
for old, new, why in (((1,), (-1, -1), "two unknowns, one equation"), ((6, 2), (5, -1), "the error names both shapes"),
                      ((2, 3), (0, -1), "no number of zeros makes 6"), ((3, 4), (2, 5), "the error names both shapes"),
                      ((2, 3), (-2, -1), "-2 times -3 is 6, but no length is negative"),
                      ((0, 3), (0, -1), "any length would fit, so none is the right one")):
    for shape in (old, new):
        expect_raises(ValueError, lambda: resolve_shape(old, new), match=str(shape),
                      call=f"resolve_shape({old}, {new})", why=why)
### END HIDDEN TESTS

# %% given="layout"
#| export
def reshape_forward(x, shape):
    return x.reshape(resolve_shape(x.shape, shape))      # a view, if the numbers already lie in the right order


def index_forward(x, index):
    return x[index]


def plain_index(index):
    """An index without tensors in it, as NumPy wants it."""
    if isinstance(index, tuple):
        return tuple(plain_index(part) for part in index)
    return index.data if isinstance(index, Tensor) else index


RESHAPE, TRANSPOSE = Op("reshape", reshape_forward), Op("transpose", transpose_forward)
PERMUTE, INDEX = Op("permute", lambda x, dims: x.transpose(dims)), Op("index", index_forward)

# %% [markdown]
# Those operations are in the class already, so tensors can be turned, cut and folded. Slices are views as well. An
# index made of a list, an array or a mask picks numbers in any order, even repeatedly, so it has to copy them.
#
# Views are free to make. Are they free to use? Take 16 million numbers, make their transpose as a view and as a copy,
# and add up each row of either. (Times jump when the machine has other things to do: run the cell three times, and of
# each number keep the middle one.)

# %%
x = arange(12).reshape(3, -1)
first_row, picked = x[0], x[[2, 2, 0]]
first_row[0] = 100                                       # written into a view ...
print(x[0, 0].item(), picked[2, 0].item(), "\n")         # ... it shows up in x, and not in the copy

big = ones(250_000, 64)
print(f"to make a view: {milliseconds(lambda: big.T):.4f} ms, a copy: {milliseconds(lambda: big.T.copy()):.1f} ms")
for name, turned in (("view", big.T), ("copy", big.T.copy())):
    taken = milliseconds(lambda: [row.sum() for row in turned.data])
    print(f"to sum the rows of the {name}: {taken:5.1f} ms; strides {turned.stride()}, {turned.is_contiguous() = }")

# %% [markdown]
# The same numbers, the same arithmetic, another time. Memory arrives in **cache lines** of 64 bytes, sixteen
# `float32` numbers at a time. Along a contiguous row, all sixteen are used. Along a row of the view, each number is
# 64 places from the next: fifteen of the sixteen are fetched for nothing, and mostly forgotten before the next row
# wants them. A view postpones the cost, a copy pays at once. Question q1 below asks when to choose which.
#
# ## 6. Broadcasting
#
# Shapes often differ, and we want neither loops nor a thousand copies of a bias. The rule: write the two shapes below
# each other, **aligned at the right**. Two lengths fit if they are equal, or if one of them is 1, which then becomes
# the other (be it 0). A missing length counts as 1.
#
# ![A column of shape (3, 1) and a row of shape (4,) become (3, 4)](figures/broadcasting.svg)
#
# ```text
#     points   (300, 1, 2)        scores  (32, 10)        images  (8, 3, 28, 28)
#     centers     (3, 2)          bias        (10,)       means        (3,)
#     result   (300, 3, 2)        result  (32, 10)        does not fit: 28 against 3
# ```
#
# Repeating costs no memory (a stride of 0 does it). The **result** does.

# %% exercise="broadcast_shapes"
#| export
# exercise: broadcast_shapes
def broadcast_shapes(a, b):
    """Return the shape, a tuple, that arrays of the shapes `a` and `b` have after broadcasting. If they do not fit,
    raise ValueError and name both shapes as the caller wrote them.

    >>> broadcast_shapes((3, 1), (4,))
    (3, 4)
    """
    ### BEGIN SOLUTION
    result = []
    for place in range(1, max(len(a), len(b)) + 1):      # from the right
        m = a[-place] if place <= len(a) else 1
        n = b[-place] if place <= len(b) else 1
        if m != n and m != 1 and n != 1:
            raise ValueError(f"shapes {a} and {b} do not broadcast: {m} against {n}")
        result.insert(0, n if m == 1 else m)
    return tuple(result)
    ### END SOLUTION

# %% check="broadcast_shapes" points=4 hidden=3
expect_equal(broadcast_shapes((1, 3), (3,)), (1, 3), call="broadcast_shapes((1, 3), (3,))",
             why="the last lengths stand below each other; a missing length counts as 1")
expect_equal(broadcast_shapes((3, 1), (4,)), (3, 4), call="broadcast_shapes((3, 1), (4,))",
             why="the 4 stands under the 1, which is repeated")
expect_equal(broadcast_shapes((10,), (32, 10)), (32, 10), call="broadcast_shapes((10,), (32, 10))",
             why="one bias for each column, added to every row")
expect_equal(broadcast_shapes((300, 1, 2), (3, 2)), (300, 3, 2), call="broadcast_shapes((300, 1, 2), (3, 2))",
             why="shapes are aligned at the right")
for shape in ("(2, 3)", "(2,)"):
    expect_raises(ValueError, lambda: broadcast_shapes((2, 3), (2,)), match=shape,
                  call="broadcast_shapes((2, 3), (2,))",
                  why="at the right, 3 stands over 2; the error names both shapes as the caller wrote them")
### BEGIN HIDDEN TESTS
expect_equal(broadcast_shapes((), (2, 3)), (2, 3), call="broadcast_shapes((), (2, 3))",
             why="a single number fits everything")
expect_equal(broadcast_shapes((3, 1), (1, 0)), (3, 0), call="broadcast_shapes((3, 1), (1, 0))",
             why="a 1 becomes the other length, even if that is 0")
expect_equal(broadcast_shapes((100_000, 1, 64), (100_000, 64)), (100_000, 100_000, 64),
             call="broadcast_shapes((100_000, 1, 64), (100_000, 64))",
             why="the shape is known before the memory is taken")
expect_raises(ValueError, lambda: broadcast_shapes((4, 2), (4, 3)), match="(4, 3)",
              call="broadcast_shapes((4, 2), (4, 3))")
expect_raises(ValueError, lambda: broadcast_shapes((2, 0), (2, 3)), match="(2, 3)",
              call="broadcast_shapes((2, 0), (2, 3))",
              why="0 is a length like any other")
for _ in range(5):
    full = [int(n) for n in rng.integers(2, 6, size=4)]
    a = tuple(1 if hide else n for n, hide in zip(full, rng.random(4) < 0.4))
    b = tuple(1 if hide else n for n, hide in zip(full, rng.random(4) < 0.4))[int(rng.integers(0, 3)):]
    expect_equal(broadcast_shapes(a, b), np.broadcast_shapes(a, b), call=f"broadcast_shapes({a}, {b})")
### END HIDDEN TESTS

# %%
column, row = arange(3).reshape(3, 1) * 10, arange(4)
print(column + row)

try:
    ones(2, 3) + ones(2)
except ValueError as problem:
    print(f"ones(2, 3) + ones(2): {problem}")

shape = broadcast_shapes((10_000, 1, 64), (1_000, 64))   # 10,000 points against 1,000 centers, 64 numbers each
print(f"{shape} in float32 would take {math.prod(shape) * 4:,} bytes")

# %% [markdown]
# NumPy does the repeating. When it refuses a sum or a comparison, `apply` asks your function: the words are yours.
#
# Two arrays that would fit into any telephone ask for a result of more than two gigabytes, and we know it without
# having tried. Keep that line in mind for question q2.
#
# ## 7. Products of matrices
#
# Nearly all the arithmetic of a neural network is this: entry (i, j) of the product is row i of `a` times column j of
# `b`, added up.
#
# $$c_{ij} = \sum_k a_{ik}\, b_{kj}$$
#
# Write it once with plain loops, and count. That count, and not the number of lines, is what a product costs.

# %% exercise="matmul_by_hand"
#| export
# exercise: matmul_by_hand
def matmul_by_hand(a, b):
    """Return the product of two matrices, made entry by entry, and how many multiplications of two numbers it took.

    No product of whole matrices (`@`, `np.dot`, ...) has a part in it. Integers times fractions keep the fractions.

    Shapes: a (n, k), b (k, m) -> (n, m), and an int.

    >>> product, multiplications = matmul_by_hand(np.ones((2, 3)), np.ones((3, 4)))
    >>> product.shape, multiplications
    ((2, 4), 24)
    """
    ### BEGIN SOLUTION
    n, m = a.shape[0], b.shape[1]
    product, multiplications = np.zeros((n, m)), 0
    for i in range(n):
        for j in range(m):
            for k in range(a.shape[1]):
                product[i, j] += a[i, k] * b[k, j]
                multiplications += 1
    return product, multiplications
    ### END SOLUTION

# %% check="matmul_by_hand" points=3 hidden=2
got = matmul_by_hand(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0, 6.0], [7.0, 8.0]]))
expect_close(got[0], [[19.0, 22.0], [43.0, 50.0]], call="matmul_by_hand([[1, 2], [3, 4]], [[5, 6], [7, 8]])[0]",
             why="19 is 1·5 + 2·7: a row of the first times a column of the second")
got = matmul_by_hand(np.array([[1.0, 2.0, 3.0]]), np.array([[1.0], [10.0], [100.0]]))
expect_close(got[0], [[321.0]], call="matmul_by_hand([[1, 2, 3]], [[1], [10], [100]])[0]",
             why="(1, 3) times (3, 1) is (1, 1): one entry, three products added up")
got = matmul_by_hand(np.ones((2, 3)), np.ones((3, 4)))
expect_equal(got[0].shape, (2, 4), call="matmul_by_hand(ones (2, 3), ones (3, 4))[0].shape",
             why="as many rows as the first, as many columns as the second")
expect_equal(got[1], 24, call="matmul_by_hand(ones (2, 3), ones (3, 4))[1]", why="n·m entries of k products each")
### BEGIN HIDDEN TESTS
got = matmul_by_hand(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0, 6.0], [7.0, 8.0]]))
expect_equal(got[1], 8, call="matmul_by_hand([[1, 2], [3, 4]], [[5, 6], [7, 8]])[1]",
             why="four entries with two multiplications each")
n, k, m = (int(length) for length in rng.permutation([2, 3, 5]))
a, b = rng.normal(size=(n, k)), rng.normal(size=(k, m))
got = matmul_by_hand(a, b)
expect_close(got[0], a @ b, call=f"matmul_by_hand(a, b)[0], a {a.shape}, b {b.shape}")
expect_equal(got[0].shape, (n, m), call=f"matmul_by_hand(a, b)[0].shape, a {a.shape}, b {b.shape}",
             why="a matrix, not a list of lists")
expect_equal(got[1], n * k * m, call=f"matmul_by_hand(a, b)[1], a {a.shape}, b {b.shape}",
             why="each of the n·m entries adds up k products")
expect_close(matmul_by_hand(np.array([[1, 2]]), np.array([[0.5], [0.25]]))[0], [[1.0]],
             call="matmul_by_hand([[1, 2]], [[0.5], [0.25]])[0]", why="the halves survive beside integers")


@scenario
def multiply_what_has_entries_only():
    class Entries(np.ndarray):
        """Gives its entries and rows, and is no part of a product of whole matrices."""

        def __array_ufunc__(self, ufunc, method, *inputs, **named):
            if ufunc is np.matmul and np.ndim(inputs[-1]) > 1:
                raise TypeError("made entry by entry: no product of whole matrices")
            return getattr(ufunc, method)(*map(np.asarray, inputs), **named)

        def __array_function__(self, function, types, args, named):
            if function in (np.dot, np.einsum, np.tensordot, np.inner) and np.ndim(args[-1]) > 1:
                raise TypeError("made entry by entry: no product of whole matrices")
            return super().__array_function__(function, types, args, named)

    a, b = np.array([[1.0, 2.0]]).view(Entries), np.array([[3.0], [4.0]]).view(Entries)
    return float(np.asarray(matmul_by_hand(a, b)[0])[0, 0])


expect_equal(multiply_what_has_entries_only(), 11.0, call="matmul_by_hand([[1, 2]], [[3], [4]]), without @",
             why="made entry by entry: what is counted must have been done")
### END HIDDEN TESTS

# %% [markdown]
# NumPy hands the same multiplications to a library (BLAS) that has been tuned for decades: several numbers in one
# instruction, blocks that stay in the cache, no Python between two of them. So the loops teach us what a product
# costs, and the package uses the library: `matmul_forward` in section 4 adds no more than an error that names both
# shapes. Measure the two:

# %%
a, b = np.ones((64, 64), dtype=np.float32), np.ones((64, 64), dtype=np.float32)
for name, product in (("by hand", lambda: matmul_by_hand(a, b)), ("NumPy", lambda: a @ b)):
    taken = milliseconds(product)
    print(f"{name:>8}: {taken:8.3f} ms, {64 ** 3 / taken / 1000:10,.1f} million multiplications a second")

images, weights = ones(32, 28, 28), ones(784, 10)
(images.flatten(1) @ weights).shape                      # (32, 784) @ (784, 10) -> (32, 10)

# %% [markdown]
# ## 8. Many numbers into one
#
# `sum`, `mean` and `max` fold an axis away. **The axis you name is the one that disappears.** For a batch of shape
# (32, 10), 32 examples with 10 features:
#
# | call | shape | |
# |---|---|---|
# | `sum(axis=0)` | (10,) | one number for each feature |
# | `sum(axis=1)` | (32,) | one number for each example |
# | `sum(axis=1, keepdims=True)` | (32, 1) | the same, and it still broadcasts against the batch |
# | `sum()` | () | everything; `axis=(0, 1)`, a tuple, does the same here |
#
# A mean is a sum divided by how many numbers went into it. The whole difficulty is that "how many": it is neither
# always `x.size` nor always `len(x)`.

# %% exercise="mean_forward"
#| export
# exercise: mean_forward
def mean_forward(x, axis=None, keepdims=False):
    """Return the mean along `axis` (None for all, an int, or a tuple of ints), made from `np.sum`, not by `np.mean`.

    A float32 `x` gives a float32 mean, a float64 one a float64 mean. Shapes: x (2, 3) -> (3,) for axis = 0; (1, 3)
    with keepdims.

    >>> mean_forward(np.array([[1.0, 2.0], [3.0, 6.0]]), axis=1).tolist()
    [1.5, 4.5]
    """
    ### BEGIN SOLUTION
    total = np.sum(x, axis=axis, keepdims=keepdims)
    count = x.size // max(total.size, 1)                 # numbers that went into each sum
    return total / count
    ### END SOLUTION

# %% check="mean_forward" points=3 hidden=2
x = np.array([[1.0, 2.0, 3.0], [5.0, 6.0, 10.0]], dtype=np.float32)
expect_close(mean_forward(np.array([[1.0, 2.0], [3.0, 6.0]]), axis=1), [1.5, 4.5],
             call="mean_forward([[1, 2], [3, 6]], axis=1)", why="axis 1 disappears: one mean for each row")
expect_close(mean_forward(x), 4.5, call="mean_forward([[1, 2, 3], [5, 6, 10]])", why="27 divided by 6 numbers")
expect_close(mean_forward(x, axis=0), [3.0, 4.0, 6.5], call="mean_forward([[1, 2, 3], [5, 6, 10]], axis=0)",
             why="axis 0 disappears: two numbers went into each sum")
expect_close(mean_forward(x, axis=1, keepdims=True), [[2.0], [7.0]], call="mean_forward(x, axis=1, keepdims=True)",
             why="keepdims leaves a 1 behind")
expect_close(mean_forward(x, axis=(0, 1)), 4.5, call="mean_forward(x, axis=(0, 1))",
             why="a tuple names two axes, and both disappear")
expect_equal(mean_forward(x, axis=0).dtype.name, "float32", call="mean_forward(x, axis=0).dtype, x float32",
             why="a NumPy count is int64 and pulls the result to float64; a Python int has no dtype")
expect_equal(mean_forward(np.ones((2, 3)), axis=0).dtype.name, "float64",
             call="mean_forward(x, axis=0).dtype, x float64", why="whoever asked for float64 keeps the digits")


@scenario
def average_numbers_that_cannot():
    class Numbers(np.ndarray):
        def mean(self, *args, **named):
            raise TypeError("made from np.sum: these numbers have no mean() of their own")

    numbers = np.array([1.0, 4.0]).view(Numbers)
    return float(mean_forward(numbers)), numbers.tolist()


expect_equal(average_numbers_that_cannot(), (2.5, [1.0, 4.0]), call="mean_forward([1, 4]), without np.mean; and [1, 4]",
             why="made from np.sum, and an operation never changes its inputs")
### BEGIN HIDDEN TESTS
x = rng.normal(size=(2, 3, 4, 5))
for axis in (None, 1, -1, (0, 2), (0, 2, 3), (-1, 1)):
    for keepdims in (False, True):
        expect_close(mean_forward(x, axis, keepdims), x.mean(axis=axis, keepdims=keepdims),
                     call=f"mean_forward(x, axis={axis}, keepdims={keepdims})")
expect_close(mean_forward(np.array([True, False, True, True])), 0.75,
             call="mean_forward([True, False, True, True])", why="the mean of a mask is a share")
expect_equal(mean_forward(np.ones((3, 2), np.float32), axis=(0, 1)).dtype.name, "float32",
             call="mean_forward(x, axis=(0, 1)).dtype, x float32")
expect_close(mean_forward(x, axis=1), x.mean(axis=1), rtol=1e-12, atol=1e-12, dtype=np.float64,
             call="mean_forward(x, axis=1), x float64", why="all the digits of float64")
### END HIDDEN TESTS

# %% [markdown]
# The **variance** says how far the numbers scatter around their mean. A textbook offers two formulas that are equal
# on paper:
#
# $$\frac{1}{n - 1} \sum_i (x_i - \bar x)^2 \qquad\text{and}\qquad \frac{1}{n - 1} \Big( \sum_i x_i^2 - n \bar x^2 \Big)$$
#
# The second looks attractive: it needs one pass over the data. Try it on numbers that are large and close to each
# other (their variance is 1):

# %%
x = np.array([10000.0, 10001.0, 10002.0], dtype=np.float32)
(np.sum(x * x) - 3 * np.mean(x) ** 2) / 2

# %% [markdown]
# It subtracts two huge, nearly equal numbers, and `float32` keeps only about seven digits of each: what is left is
# rounding error. The first formula subtracts while the numbers are still exact. Use that one.
#
# (Why n − 1? The mean was fitted to the same numbers, which makes them look closer to it than they are.
# `correction=1` undoes that and is the default, as in PyTorch; `correction=0` divides by n.)

# %% exercise="var_forward"
#| export
# exercise: var_forward
def var_forward(x, axis=None, keepdims=False, correction=1):
    """Return the mean squared distance from the mean along `axis`, dividing by n - correction; made from `np.sum`, not
    by `np.var`. Shapes and dtypes as for `mean_forward`. Exact for numbers that are large and close together.

    >>> float(var_forward(np.array([1.0, 2.0, 3.0])))
    1.0
    """
    ### BEGIN SOLUTION
    center = mean_forward(x, axis, keepdims=True)        # broadcasts against x
    count = x.size // max(center.size, 1)
    return np.sum((x - center) ** 2, axis=axis, keepdims=keepdims) / (count - correction)
    ### END SOLUTION

# %% check="var_forward" points=4 hidden=2
expect_close(var_forward(np.array([1.0, 2.0, 3.0])), 1.0, call="var_forward([1, 2, 3])",
             why="1² and 0² and 1², divided by 3 - 1")
expect_close(var_forward(np.array([[1.0, 3.0], [4.0, 8.0]]), axis=1), [2.0, 8.0],
             call="var_forward([[1, 3], [4, 8]], axis=1)", why="each number minus the mean of its own row: 2 and 6")
x = np.array([[1.0, 2.0, 3.0], [0.0, 4.0, 8.0]], dtype=np.float32)
expect_close(var_forward(x, axis=1), [1.0, 16.0], call="var_forward([[1, 2, 3], [0, 4, 8]], axis=1)",
             why="4² and 4² and 0, divided by 3 - 1, are 16")
expect_close(var_forward(x, axis=1, correction=0), [2 / 3, 32 / 3],
             call="var_forward(..., axis=1, correction=0)", why="correction=0 divides by n")
expect_equal(var_forward(x, axis=1, keepdims=True).shape, (2, 1),
             call="var_forward(..., axis=1, keepdims=True).shape", why="keepdims leaves a 1 behind")
expect_close(var_forward(np.array([10000.0, 10001.0, 10002.0], dtype=np.float32)), 1.0, atol=1e-3,
             call="var_forward([10000, 10001, 10002])", why="subtract the mean before squaring")


@scenario
def scatter_of_numbers_that_cannot():
    class Numbers(np.ndarray):
        def var(self, *args, **named):
            raise TypeError("made from np.sum: these numbers have no var() of their own")

        std = var

    numbers = np.array([1.0, 5.0]).view(Numbers)
    return float(var_forward(numbers)), numbers.tolist()


expect_equal(scatter_of_numbers_that_cannot(), (8.0, [1.0, 5.0]),
             call="var_forward([1, 5]), without np.var; and [1, 5]",
             why="made from np.sum, and an operation never changes its inputs")
### BEGIN HIDDEN TESTS
x = rng.normal(size=(3, 3, 4))
for axis in (None, 0, 1, -1, (0, 2)):
    for keepdims in (False, True):
        expect_close(var_forward(x, axis, keepdims), x.var(axis=axis, keepdims=keepdims, ddof=1), dtype=np.float64,
                     call=f"var_forward(x, axis={axis}, keepdims={keepdims})")
for correction in (0, 2):
    expect_close(var_forward(x, axis=1, correction=correction), x.var(axis=1, ddof=correction),
                 call=f"var_forward(x, axis=1, correction={correction})", why="divide by n - correction")
expect_close(var_forward(np.array([0, 1])), 0.5, call="var_forward([0, 1])", why="integers scatter by fractions")
expect_close(var_forward(np.array([1e9, 1e9 + 1, 1e9 + 2])), 1.0, call="var_forward([1e9, 1e9 + 1, 1e9 + 2])",
             why="more digits only move the place where the one-pass formula fails")
expect_equal(var_forward(np.ones((4, 2), np.float32), axis=0).dtype.name, "float32",
             call="var_forward(x, axis=0).dtype, x float32")
### END HIDDEN TESTS

# %% [markdown]
# ## 9. Choosing and joining
#
# Attention (module 12) must not look at later words. It sets their scores to minus infinity, so that their weight
# becomes exactly 0. The obvious arithmetic, `x * (1 - mask) + value * mask`, cannot do that:

# %%
x, mask = np.array([1.0, 2.0, 3.0]), np.array([False, False, True])
with np.errstate(invalid="ignore"):
    print(x * (1 - mask) + -np.inf * mask)

# %% [markdown]
# Infinity times 0 is not a number, and one `nan` spreads through everything it touches. Choosing is not arithmetic.
# NumPy can choose: look at `np.where`, or at assigning to `x[mask]`, and mind what each of them does to dtypes and to
# shapes.

# %% exercise="masked_fill_forward"
#| export
# exercise: masked_fill_forward
def masked_fill_forward(x, mask, value):
    """Return a copy of `x`, of the same dtype, with `value`, a number that this dtype can hold, wherever `mask`,
    broadcast to x's shape, is True.

    >>> masked_fill_forward(np.array([1.0, 2.0]), np.array([True, False]), -np.inf).tolist()
    [-inf, 2.0]
    """
    ### BEGIN SOLUTION
    filled = x.copy()
    np.copyto(filled, value, where=mask)
    return filled
    ### END SOLUTION

# %% check="masked_fill_forward" points=3 hidden=2
expect_close(masked_fill_forward(np.array([1.0, 2.0]), np.array([True, False]), -np.inf), [-np.inf, 2.0],
             call="masked_fill_forward([1, 2], [True, False], -inf)", why="filled where the mask is True")
scores = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], dtype=np.float32)
later = np.array([[False, True, True], [False, False, True]])
expect_close(masked_fill_forward(scores, later, -np.inf), [[1.0, -np.inf, -np.inf], [4.0, 5.0, -np.inf]],
             call="masked_fill_forward(scores, later, -inf)",
             why="what the mask does not name stays, and nothing becomes nan")


@scenario
def fill_and_look_at_the_input():
    original = np.array([1.0, 2.0])
    masked_fill_forward(original, np.array([True, False]), 9.0)
    return original.tolist()


expect_equal(fill_and_look_at_the_input(), [1.0, 2.0], call="masked_fill_forward(original, ...); original",
             why="an operation never changes its inputs")
expect_close(masked_fill_forward(np.ones((2, 2)), np.array([True, False]), 0.0), [[0.0, 1.0]] * 2,
             call="masked_fill_forward(ones (2, 2), [True, False], 0)",
             why="a mask of shape (2,) is used for every row")
expect_close(masked_fill_forward(np.ones((2, 3)), np.array([True, False, False]), 0.0), [[0.0, 1.0, 1.0]] * 2,
             call="masked_fill_forward(ones (2, 3), [True, False, False], 0)",
             why="and so is a mask of shape (3,)")
expect_equal(masked_fill_forward(scores, later, np.float64(0.5)).dtype.name, "float32",
             call="masked_fill_forward(scores, later, np.float64(0.5)).dtype, scores float32",
             why="of the same dtype as x, whatever the dtype of the value")
### BEGIN HIDDEN TESTS
x = rng.normal(size=(2, 3, 4)).astype(np.float32)
mask = rng.random((2, 3, 4)) < 0.5
expect_close(masked_fill_forward(x, mask, 2.5), np.where(mask, np.float32(2.5), x), dtype=np.float32,
             call="masked_fill_forward(x, mask, 2.5), x (2, 3, 4)")
expect_close(masked_fill_forward(x, mask[:, :, :1], -1.0), np.where(mask[:, :, :1], -1.0, x),
             call="masked_fill_forward(x, mask, -1), mask (2, 3, 1)")
expect_close(masked_fill_forward(x.astype(np.float64), mask, 2.5), np.where(mask, 2.5, x), dtype=np.float64,
             call="masked_fill_forward(x, mask, 2.5), x float64", why="of the same dtype as x")
expect_equal(masked_fill_forward(x, mask, np.float64(2.5)).dtype.name, "float32",
             call="masked_fill_forward(float32, mask, np.float64(2.5)).dtype",
             why="of the same dtype as x, whatever the dtype of the value")
expect_close(masked_fill_forward(np.array([np.inf, 1.0]), np.array([True, False]), 0.0), [0.0, 1.0],
             call="masked_fill_forward([inf, 1], [True, False], 0)",
             why="filling over infinity leaves no nan")
expect_equal(masked_fill_forward(np.arange(3), np.arange(3) > 1, 7).dtype.name, "int64",
             call="masked_fill_forward(integers, mask, 7).dtype")
### END HIDDEN TESTS

# %% [markdown]
# **Joining** arrays is the opposite of a view: two blocks of memory cannot become one line without moving, so `cat`
# must copy. What it should not do is copy twice. Make room for the whole result once, then put each piece in its
# place. (`np.concatenate` does just that. Write it without, to know what it does.)
#
# Views help here too. `np.moveaxis(x, dim, 0)` is a view of `x` with axis `dim` in front, so whatever you write into
# its rows lands in `x`, and you need not care which axis it was.

# %% exercise="cat_forward"
#| export
# exercise: cat_forward
def cat_forward(*arrays, dim=0):
    """Return the arrays one after the other along the axis `dim`, in memory of their own. Their other lengths agree.

    Of the dtype that holds the numbers of all of them, float32 for float32. Copies each number once, whatever the
    number of arrays, and without `np.concatenate`.
    Shapes: (2, 3), (4, 3) -> (6, 3) for dim = 0.

    >>> cat_forward(np.array([[1], [2]]), np.array([[3], [4]]), dim=1).tolist()
    [[1, 3], [2, 4]]
    """
    ### BEGIN SOLUTION
    shape = list(arrays[0].shape)
    shape[dim] = sum(array.shape[dim] for array in arrays)
    joined = np.empty(shape, dtype=np.result_type(*arrays))
    rows, start = np.moveaxis(joined, dim, 0), 0         # a view: what is written here lands in joined
    for array in arrays:
        stop = start + array.shape[dim]
        rows[start:stop] = np.moveaxis(array, dim, 0)
        start = stop
    return joined
    ### END SOLUTION

# %% check="cat_forward" points=3 hidden=2
expect_equal(cat_forward(np.array([[1], [2]]), np.array([[3], [4]]), dim=1), [[1, 3], [2, 4]],
             call="cat_forward([[1], [2]], [[3], [4]], dim=1)", why="two columns beside each other")
a, b, half = np.array([[1, 2], [3, 4]]), np.array([[5, 6]]), np.array([0.5], dtype=np.float32)
expect_equal(cat_forward(a, b), [[1, 2], [3, 4], [5, 6]], call="cat_forward([[1, 2], [3, 4]], [[5, 6]])",
             why="along axis 0 the rows follow each other")
expect_equal(cat_forward(a, a, dim=1), [[1, 2, 1, 2], [3, 4, 3, 4]], call="cat_forward(a, a, dim=1)",
             why="along axis 1 each row grows")
expect_close(cat_forward(np.array([1, 2]), np.array([0.5])), [1.0, 2.0, 0.5], call="cat_forward([1, 2], [0.5])",
             why="beside integers, 0.5 must not be cut to 0")
expect_equal(cat_forward(half, half).dtype.name, "float32", call="cat_forward(float32, float32).dtype",
             why="float32 holds them all: nobody asked for eight bytes")


@scenario
def join_without_concatenate():
    class Pieces(np.ndarray):
        def __array_function__(self, function, types, args, named):
            if function is np.concatenate:
                raise TypeError("join them without np.concatenate: make room once, then put each piece in its place")
            return super().__array_function__(function, types, args, named)

    return np.asarray(cat_forward(*np.arange(4).reshape(2, 2).view(Pieces))).tolist()


expect_equal(join_without_concatenate(), [0, 1, 2, 3], call="cat_forward([0, 1], [2, 3]), without np.concatenate",
             why="the room and the places are the exercise")
### BEGIN HIDDEN TESTS
pieces = [rng.normal(size=(2, n, 3)).astype(np.float32) for n in (1, 4, 2)]
for dim in (1, -2):
    expect_close(cat_forward(*pieces, dim=dim), np.concatenate(pieces, axis=dim), rtol=0, atol=0, dtype=np.float32,
                 call=f"cat_forward(three pieces (2, n, 3), dim={dim})")
for dim in (0, 2, -1):
    expect_close(cat_forward(pieces[1], pieces[1], dim=dim), np.concatenate([pieces[1]] * 2, axis=dim), rtol=0, atol=0,
                 dtype=np.float32, call=f"cat_forward(x, x, dim={dim}), x (2, 4, 3) float32")
mixed = [rng.integers(5, size=(2, 2)), np.array([[True, False]]), rng.normal(size=(1, 2))]
expect_close(cat_forward(*mixed), np.concatenate(mixed), rtol=0, atol=0,
             call="cat_forward(integers (2, 2), a mask (1, 2), floats (1, 2))", why="a dtype that holds all the pieces")
expect_close(cat_forward(np.array([1, 2]), np.array([0.5], np.float32)), [1.0, 2.0, 0.5],
             call="cat_forward([1, 2], float32 [0.5])", why="the wider dtype is not always the one that holds both")


@scenario
def join_one_and_change_it():
    original = np.array([1.0, 2.0])
    cat_forward(original)[0] = 9.0
    return original.tolist()


expect_equal(join_one_and_change_it(), [1.0, 2.0], call="cat_forward(original)[0] = 9; original",
             why="a join is a copy, even of one piece")


@scenario
def memory_while_joining():
    import tracemalloc

    arrays = [np.ones((500, 40)) for _ in range(20)]
    tracemalloc.start()
    try:
        joined = cat_forward(*arrays)
        return tracemalloc.get_traced_memory()[1] < 1.5 * joined.nbytes
    finally:
        tracemalloc.stop()


expect_equal(memory_while_joining(), True, call="cat_forward(20 arrays): less than 1.5 times the result was taken",
             why="room for the whole result once, and no copies on the way")
### END HIDDEN TESTS

# %% given="remaining_operations"
#| export
SUM, MEAN, VAR = Op("sum", np.add.reduce), Op("mean", mean_forward), Op("var", var_forward)  # np.sum, one call less
MAX, MIN, ARGMAX = Op("max", np.maximum.reduce), Op("min", np.minimum.reduce), Op("argmax", np.argmax)
WHERE, MASKED_FILL, CAT = Op("where", np.where), Op("masked_fill", masked_fill_forward), Op("cat", cat_forward)


def where(condition, x, y):
    """Numbers of `x` where `condition` is True, of `y` elsewhere."""
    return apply(WHERE, condition, x, y)


def masked_fill(x, mask, value):
    return apply(MASKED_FILL, x, mask, value=value)


def cat(tensors, dim=0):
    """Join tensors along `dim`; ValueError names two shapes whose other lengths differ."""
    others = [np.moveaxis(np.asarray(x), dim, 0).shape[1:] for x in tensors]
    for x, other in zip(tensors, others):
        if other != others[0]:
            raise ValueError(f"cannot join shapes {np.shape(tensors[0])} and {np.shape(x)} along dim {dim}")
    return apply(CAT, *tensors, dim=dim)


def stack(tensors, dim=0):
    """Join tensors of one shape along a new axis `dim`."""
    return cat([x.unsqueeze(dim) if isinstance(x, Tensor) else np.expand_dims(x, dim) for x in tensors], dim)

# %% [markdown]
# ## 10. A classifier
#
# With those operations the class is complete. One part is missing for the program at the top: how far is each of N
# points from each of M centers?
#
# $$d_{nm} = \sum_k (p_{nk} - c_{mk})^2$$
#
# No loops: give both tensors a shape so that broadcasting pairs every point with every center, and fold away the axis
# that should not be in the result.

# %% exercise="squared_distances"
#| export
# exercise: squared_distances
def squared_distances(points, centers):
    """Return the squared distance of every point from every center: points (N, D), centers (M, D) -> a tensor (N, M).
    Made by tensor operations only.

    >>> squared_distances(Tensor([[0.0, 0.0]]), Tensor([[3.0, 4.0], [1.0, 0.0]])).tolist()
    [[25.0, 1.0]]
    """
    ### BEGIN SOLUTION
    differences = points.unsqueeze(1) - centers.unsqueeze(0)                          # (N, M, D)
    return (differences ** 2).sum(axis=2)                                             # (N, M)
    ### END SOLUTION

# %% check="squared_distances" points=3 hidden=2
got = squared_distances(Tensor([[0.0, 0.0]]), Tensor([[3.0, 4.0], [1.0, 0.0]]))
expect_close(got.data, [[25.0, 1.0]], call="squared_distances([[0, 0]], [[3, 4], [1, 0]])",
             why="3² + 4², and 1² + 0²: one row, because there is one point")
points, centers = Tensor([[0.0, 0.0], [3.0, 4.0]]), Tensor([[3.0, 4.0], [1.0, 0.0], [0.0, 0.0]])
expect_close(squared_distances(points, centers).data, [[25.0, 1.0, 0.0], [0.0, 20.0, 25.0]],
             call="squared_distances([[0, 0], [3, 4]], [[3, 4], [1, 0], [0, 0]])",
             why="one row for each point, one column for each center")


@scenario
def came_through_the_door():
    class Listener:
        heard = []

        def record(self, op, inputs, arrays, params, result):
            self.heard.append(result)

    set_recorder(Listener())
    try:
        result = squared_distances(ones(2, 3), ones(4, 3))
    finally:
        set_recorder(None)
    return any(result is one for one in Listener.heard)


expect_equal(came_through_the_door(), True, call="squared_distances(ones (2, 3), ones (4, 3)): made by `apply`?",
             why="tensor operations only: what is computed from .data, module 05 cannot differentiate")
### BEGIN HIDDEN TESTS
for n, m, d in ((4, 4, 4), (5, 2, 3), (1, 6, 2), (3, 1, 2)):
    p, c = rng.normal(size=(n, d)), rng.normal(size=(m, d))
    expected = [[sum((p[i] - c[j]) ** 2) for j in range(m)] for i in range(n)]
    got = squared_distances(Tensor(p), Tensor(c))
    expect_close(got.data, expected, rtol=1e-4, atol=1e-5,
                 call=f"squared_distances(points {(n, d)}, centers {(m, d)})")
    expect_equal(got.dtype.name, "float32", call="squared_distances(float32, float32).dtype")


@scenario
def what_the_door_sees():
    points, centers = arange(60.0).reshape(30, 2), ones(20, 2)
    made = [(tensor, tensor.data.copy()) for tensor in (points, centers)]
    sources = {id(points): {"points"}, id(centers): {"centers"}}

    class Listener:
        def record(self, op, inputs, arrays, params, result):
            made.append((result, result.data.copy()))    # kept alive, so that no id comes twice
            sources[id(result)] = set().union(*(sources.get(id(x), ()) for x in inputs))

    set_recorder(Listener())
    try:
        result = squared_distances(points, centers)
    finally:
        set_recorder(None)
    untouched = all(np.array_equal(tensor.data, then) for tensor, then in made)
    return sorted(sources.get(id(result), ())), len(made) < 20, untouched


expect_equal(what_the_door_sees(), (["centers", "points"], True, True),
             call="squared_distances(30 points, 20 centers): made from, in few operations, nothing overwritten",
             why="tensor operations only, or module 05 cannot differentiate it; and no loops")
### END HIDDEN TESTS

# %%
generator = np.random.default_rng(1)

centers = Tensor([[0.0, 0.0], [4.0, 0.0], [0.0, 4.0]])                                # (3, 2)
labels = Tensor(generator.integers(3, size=400))                                      # (400,)
points = centers[labels] + randn(400, 2, rng=generator)                               # (400, 2)

seen, kinds = points[:300], labels[:300]
learned = stack([seen[kinds == k].mean(axis=0) for k in range(3)])                    # (3, 2)

guesses = (-squared_distances(points[300:], learned)).argmax(axis=1)                  # (100,)
print("the true centers\n", centers.data, "\nthe learned ones\n", learned.data)
print(f"right on points never seen before: {(guesses == labels[300:]).mean().item():.0%}")

# %% [markdown]
# Nobody told the program where the centers are. It found them in the data, with your conversions, means, joins and
# distances on an array type that you completed.
#
# ## The same in PyTorch
#
# ```python
# import torch
#
# x = torch.tensor([[1.0, 2.0, 3.0], [5.0, 6.0, 7.0]])
# print(x.mean(dim=0), x.var(dim=1, keepdim=True).shape)
# print(x.T.stride(), x.T.is_contiguous(), torch.broadcast_shapes((3, 1), (4,)))
# print(torch.tensor([1, 2]) / 2, x.masked_fill(x > 5, 0.0)[1])
# ```
#
# ```text
# tensor([3., 4., 5.]) torch.Size([2, 1])
# (1, 3) False torch.Size([3, 4])
# tensor([0.5000, 1.0000]) tensor([5., 0., 0.])
# ```
#
# PyTorch says `dim` and `keepdim` where our reductions say `axis` and `keepdims`, NumPy's words; it understands those
# too. Three differences are deliberate: its `max(dim=)` returns values and their places (ours the values, like
# `torch.amax`), its `float64` arrays stay `float64`, and `requires_grad=True` on integers is an error there.
#
# ## Three questions
#
# Answer in your own words, about ten lines each. Refer to your own functions, and to numbers that you measured above.
# Double-click the answer cell below a question to write in it; at the end, save, and `tito module submit 01` hands in.

# %% [markdown] question="q1" points=10
# **View or copy?** In section 5 the transpose was free as a view and not as a copy, and then the rows of the view
# took longer to add up. Explain your measured numbers (of three runs, the middle one) with strides and 64-byte cache
# lines: how much of what is fetched from memory is used in each case? Now you are to add up the rows of the transpose
# of a (1,000,000, 500) `float32` matrix, (a) once, (b) in each of a hundred training steps. For which would you copy
# first, and what does the copy cost in bytes and in time?

# %% [markdown] question="q2" points=10
# **The array nobody asked for.** You call your `squared_distances` with 10,000 points and 1,000 centers of 64 numbers
# each. Which arrays do your lines create, of which shapes, and how many bytes do they take together at the worst
# moment? On paper, ‖p − c‖² = ‖p‖² − 2 p·c + ‖c‖². Which arrays would that form need, how would you compute its
# middle term, and what would you pay for the saving? (Section 8 has seen such a price.)

# %% [markdown] question="q3" points=10
# **What four bytes decide.** A model has seven billion parameters. How many bytes is that in `float64`, `float32`,
# `float16` and `int8`, and which of these fit into the machine in front of you? Then look at `apply` and your
# `keep_float32`: what does the rule protect you from, and which cost has been paid already by the time it is called?
# How would you change `apply`, or one operation, so that it is never paid?

# %% [markdown]
# ## What comes next
#
# You have an array type of your own: one block of memory, strides that read it, a rule for its dtype, a rule for its
# shapes, and one door through which every operation passes. `tito module complete 01` puts it into your package, and
# from then on `from tinytorch.core.tensor import Tensor` is what you wrote here.
#
# A classifier that measures distances draws straight borders between its kinds. Next in the course is the bend:
# activations, functions of each number by itself, without which a stack of layers would be no more than one layer.
# `exp` will be among them, and a formula that is right on paper and overflows.
