# %% [markdown]
# # Spatial
#
# A picture is not a list of numbers: what lies beside what matters, and a cat is a cat wherever it sits. A linear layer
# knows neither. In this module you build the layer that does, make it fast without making it a riddle, and teach it to
# be trained. At the end, this program runs on your own code:
#
# ```python
# seer = Sequential(Conv2d(1, 8, 3, padding=1, rng=generator), BatchNorm2d(8), ReLU(), MaxPool2d(2),
#                   Conv2d(8, 12, 3, padding=1, rng=generator), ReLU(), GlobalAvgPool2d(),
#                   Linear(12, 4, rng=generator))
# taught(seer, *strokes(200, generator))                  # strokes in four directions, somewhere in the picture
# right(seer, *strokes(1000, generator))
# ```
#
# It learns from 200 pictures what a network of linear layers, with more numbers to learn, does not get from them.

# %% given="imports"
#| default_exp core.spatial
#| export
import math
from functools import reduce

import numpy as np

from tinytorch.core.autograd import Later
from tinytorch.core.layers import Buffer, Module, Parameter, default_generator, he_normal
from tinytorch.core.tensor import Op, Tensor, apply

# %% given="vocabulary"
import time

from tinytorch.checks import expect_close, expect_equal, expect_raises, rng, scenario
from tinytorch.core.activations import ReLU
from tinytorch.core.autograd import check_gradients, no_grad
from tinytorch.core.layers import MLP, Linear, Sequential
from tinytorch.core.losses import cross_entropy
from tinytorch.core.tensor import randn


def milliseconds(function, repeat=5):
    """How long `function()` takes: the fastest of a few runs, the one that the rest of the machine disturbed least."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times) * 1000


def drawn(picture):
    """A picture as text, its rows below each other; dark is large, and x is less than 0."""
    signs = np.where(picture < -0.1, "x", np.where(picture > 0.75, "█", np.where(picture > 0.25, "▒", ".")))
    return "\n".join(" ".join(row) for row in signs)

# %% [markdown]
# ## 1. The same thing somewhere else
#
# Here is a small picture, and the same picture moved by three pixels. To a linear layer they have nothing in common:
# other pixels are dark, so other weights count.

# %%
stroke = np.zeros((8, 10), np.float32)
stroke[1:6, 2] = 1
moved = np.roll(stroke, 3, axis=1)
weights = np.random.default_rng(0).normal(size=stroke.shape)               # of one neuron, a weight for each pixel
print(drawn(stroke), f"neuron says {(weights * stroke).sum():.2f}\n", drawn(moved),
      f"neuron says {(weights * moved).sum():.2f}", sep="\n")

# %% [markdown]
# Strokes would have to be learned anew in each place. And a neuron that looks at a photo of 224 × 224 pixels in three
# colours has 150,528 weights, most of them for things that are far apart.
#
# Two ideas mend both. **Look at a small patch**, of 3 × 3 pixels, say, with nine weights: the **kernel**. And use
# **the same weights everywhere**: slide the kernel over the picture and note what it says in each place. The result
# is a picture again; its pixels tell how much of the pattern was found there.
#
# Pictures have **channels** (three colours at first, later as many as patterns were looked for), and a kernel looks at
# all of them. With many kernels, the layer is:
#
# $$y_{n,o,i,j} = b_o + \sum_{c} \sum_{u} \sum_{v} w_{o,c,u,v} \; x_{n,c,i+u,j+v}$$
#
# | | shape | |
# |---|---|---|
# | $x$ | (N, C, H, W) | N pictures, C channels, H rows, W columns: **NCHW** |
# | $w$ | (out, C, kh, kw) | a kernel for each output channel, as in PyTorch |
# | $y$ | (N, out, height, width) | |
#
# (Mathematicians turn the kernel upside down before they call it a convolution. Nobody here does.)

# %% [markdown]
# ## 2. In how many places
#
# Along one axis: a kernel of 3 on a line of 8 fits in six places, so pictures would shrink with each layer. Three
# numbers change that.
#
# ![A line of 8 numbers under a kernel of 3: plain, with padding 1, with stride 2, with dilation 2](figures/places.svg)
#
# - **padding**: so many zeros are put on, at both ends. A kernel of 3 with padding 1 keeps the size.
# - **stride**: the kernel moves by so many places at once. Stride 2 about halves the size.
# - **dilation**: the kernel's numbers look at places that lie so far apart. Three numbers with dilation 2 reach over
#   five places.
#
# A kernel that does not fit even once is an error, and whoever meets it wants to see both lengths.

# %% exercise="output_size"
#| export
# exercise: output_size
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    """Return in how many places a kernel of `kernel` numbers fits on an axis of `size` numbers, an int.

    The axis has `padding` more at both ends. Raises ValueError if the kernel does not fit at all: the message names
    how many places the kernel reaches over, and how long the padded axis is.

    >>> output_size(8, 3), output_size(8, 3, padding=1), output_size(8, 3, stride=2)
    (6, 8, 3)
    """
    ### BEGIN SOLUTION
    reach, room = dilation * (kernel - 1) + 1, size + 2 * padding
    if reach > room:
        raise ValueError(f"a kernel that reaches over {reach} places does not fit into {room} (padding included)")
    return (room - reach) // stride + 1
    ### END SOLUTION

# %% check="output_size" points=3 hidden=2
expect_equal([output_size(8, 3, padding=zeros) for zeros in (0, 1, 2)], [6, 8, 10],
             call="output_size(8, 3, padding=p) for p in 0, 1, 2",
             why="it begins at 0, 1, 2, 3, 4 and 5; with padding 1 the line is 10 long, with padding 2 it is 12")
expect_equal(output_size(8, 3, stride=2), 3, call="output_size(8, 3, stride=2)", why="at 0, 2 and 4; at 6 it would hang over")
expect_equal(output_size(9, 3, dilation=2), 5, call="output_size(9, 3, dilation=2)", why="it reaches over five places")
expect_equal(output_size(3, 3), 1, call="output_size(3, 3)", why="it fits exactly once")
for named in ("7", "6"):
    expect_raises(ValueError, lambda: output_size(4, 3, padding=1, dilation=3), match=named,
                  call="output_size(4, 3, padding=1, dilation=3)", why="name both: it reaches over 7 places, and there are 6")
### BEGIN HIDDEN TESTS
for _ in range(20):
    size, kernel, stride, padding, dilation = (int(n) for n in rng.integers((6, 1, 1, 0, 1), (20, 4, 4, 3, 3)))
    starts = range(0, size + 2 * padding, stride)
    expected = sum(start + dilation * (kernel - 1) < size + 2 * padding for start in starts)
    expect_equal(output_size(size, kernel, stride, padding, dilation), expected,
                 call=f"output_size({size}, {kernel}, {stride}, {padding}, {dilation})",
                 why="count the places from which its last number still lies on the padded axis")
expect_raises(ValueError, lambda: output_size(4, 3, padding=1, dilation=3), match="6",
              call="output_size(4, 3, padding=1, dilation=3)", why="the message names the padded length, too")
expect_raises(ValueError, lambda: output_size(2, 5, stride=4), match="5", call="output_size(2, 5, stride=4)")
expect_equal(output_size(1, 2, padding=1), 2, call="output_size(1, 2, padding=1)")
### END HIDDEN TESTS

# %% [markdown]
# For pictures there are two of everything, rows and columns. From here on our functions on arrays take pairs:
# `kernel_size=(3, 3)`, `stride=(1, 1)`, `padding=(0, 0)`, `dilation=(1, 1)`. The layers at the end accept single
# numbers, too. Three small tools:

# %% given="tools"
#| export
def pair(value):
    """(2, 2) from 2; a pair stays what it is."""
    return (value, value) if isinstance(value, (int, np.integer)) else tuple(value)


def places(shape, kernel_size, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    """(height, width): in how many places, down and across, a kernel fits on pictures of this shape (..., H, W)."""
    return tuple(map(output_size, shape[-2:], kernel_size, stride, padding, dilation))


def pad_images(x, padding, value=0):
    """x (N, C, H, W) with `padding` rows and columns of `value` more on each side; x itself if there are none."""
    if padding == (0, 0):
        return x
    rows, columns = padding
    padded = np.full((*x.shape[:2], x.shape[2] + 2 * rows, x.shape[3] + 2 * columns), value, x.dtype)
    unpad(padded, padding)[...] = x
    return padded


def unpad(x, padding):
    """The view of x that leaves out `padding` rows and columns on each side."""
    rows, columns = padding
    return x[:, :, rows:x.shape[2] - rows, columns:x.shape[3] - columns]

# %% [markdown]
# ## 3. Every multiplication
#
# First the definition, loop by loop, with nothing clever. Each output number is a sum over channels and over the
# kernel; its place (i, j) is where the kernel begins, `stride` apart, and the kernel's entry (u, v) looks `dilation`
# times as far from there.
#
# `for n, o, i, j in np.ndindex(2, 3, 4, 5)` is four loops in one line.

# %% exercise="convolve_loops"
#| export
# exercise: convolve_loops
def convolve_loops(x, weight, bias=None, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    """Return the convolution of the pictures x with the kernels in weight, plus each output channel's bias.
    Every multiplication is written out: slow, and the judge of everything faster. The inputs stay as they are.
    Shapes: x (N, C, H, W), weight (out, C, kh, kw), bias (out,) or None -> (N, out, height, width), dtype of x.

    >>> convolve_loops(np.ones((1, 1, 3, 3)), np.ones((1, 1, 2, 2))).tolist()
    [[[[4.0, 4.0], [4.0, 4.0]]]]
    """
    ### BEGIN SOLUTION
    out = np.zeros((len(x), len(weight), *places(x.shape, weight.shape[2:], stride, padding, dilation)), x.dtype)
    x = pad_images(x, padding)
    for n, o, i, j in np.ndindex(*out.shape):
        top, left = i * stride[0], j * stride[1]
        for c, u, v in np.ndindex(*weight.shape[1:]):
            out[n, o, i, j] += weight[o, c, u, v] * x[n, c, top + u * dilation[0], left + v * dilation[1]]
        if bias is not None:
            out[n, o, i, j] += bias[o]
    return out
    ### END SOLUTION

# %% check="convolve_loops" points=3 hidden=3
x = np.array([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]]])
weight = np.array([[[[1.0, 10.0], [100.0, 1000.0]]]])
expect_close(convolve_loops(x, weight), [[[[5421.0, 6532.0], [8754.0, 9865.0]]]],
             call="convolve_loops([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 10], [100, 1000]])",
             why="1 · 1 + 10 · 2 + 100 · 4 + 1000 · 5 in the first place: the kernel is not turned")
expect_close(convolve_loops(x, weight, stride=(2, 1), padding=(0, 1)), [[[[4010.0, 5421.0, 6532.0, 603.0]]]],
             call="convolve_loops(the same, stride=(2, 1), padding=(0, 1))",
             why="a column of zeros on both sides; the next row of places would begin at row 2 and hang over")
expect_close(convolve_loops(x, weight, np.array([0.5]), dilation=(2, 2)), [[[[9731.5]]]],
             call="convolve_loops(the same, bias [0.5], dilation=(2, 2))", why="the kernel meets the four corners")
two = np.concatenate([x, 10 * x], axis=1)
ones = np.ones((2, 1, 3, 3))
expect_close(convolve_loops(two, np.concatenate([ones, 2 * ones], axis=1), np.array([0.0, 1.0])), [[[[945.0]], [[946.0]]]],
             call="convolve_loops(two channels: x and 10 x, two kernels with ones for x and twos for 10 x, bias [0, 1])",
             why="a kernel sees all channels and adds up: 45 + 2 · 450; each kernel has a bias of its own")
pictures, turned = np.concatenate([x, 10 * x])[:, :, :2], np.concatenate([weight, weight[:, :, ::-1, ::-1]])
expect_close(convolve_loops(pictures.astype(np.float32), turned.astype(np.float32), dilation=(1, 2)),
             [[[[6431.0]], [[1346.0]]], [[[64310.0]], [[13460.0]]]], dtype=np.float32,
             call="convolve_loops([[1, 2, 3], [4, 5, 6]] and 10 times that, the kernel and the same turned, dilation (1, 2))",
             why="a row for each picture, in it a number for each kernel; dilation is (down, across), the dtype that of x")
### BEGIN HIDDEN TESTS
for n, c, out, kh, kw, *window in ((2, 3, 2, 3, 2, (1, 2), (0, 1), (2, 1)), (1, 1, 2, 1, 3, (2, 1), (2, 0), (1, 2)),
                                   (2, 2, 3, 2, 2, (3, 2), (1, 2), (1, 3)), (1, 2, 1, 3, 3, (1, 1), (1, 1), (1, 1))):
    x = rng.normal(size=(n, c, 6, 7)).astype(np.float32)
    weight, bias = rng.normal(size=(out, c, kh, kw)).astype(np.float32), rng.normal(size=out).astype(np.float32)
    stride, padding, dilation = window
    padded = np.pad(x, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    reach = (dilation[0] * (kh - 1) + 1, dilation[1] * (kw - 1) + 1)
    patches = np.lib.stride_tricks.sliding_window_view(padded, reach, axis=(2, 3))
    patches = patches[:, :, ::stride[0], ::stride[1], ::dilation[0], ::dilation[1]]
    expected = np.einsum("nchwuv,ocuv->nohw", patches, weight) + bias[:, None, None]
    expect_close(convolve_loops(x, weight, bias, stride, padding, dilation), expected, rtol=1e-4, atol=1e-4,
                 dtype=np.float32,
                 call=f"convolve_loops(x {x.shape}, weight {weight.shape}, bias, {stride}, {padding}, {dilation})")


@scenario
def inputs_after():
    inputs = [np.ones((1, 1, 2, 2)), np.ones((1, 1, 2, 2)), np.ones(1)]
    convolve_loops(*inputs, padding=(1, 1))
    return [array.sum() for array in inputs], [array.shape for array in inputs]


expect_equal(inputs_after(), ([4.0, 4.0, 1.0], [(1, 1, 2, 2), (1, 1, 2, 2), (1,)]),
             call="sums and shapes of x, weight and bias afterwards", why="an operation never changes its inputs")
### END HIDDEN TESTS

# %%
edge = np.array([[[[-1.0, 1.0]]]], np.float32)             # right minus left: where does it become darker?
both = np.stack([stroke, moved])[:, np.newaxis]            # (2, 1, 8, 10)
found = convolve_loops(both, edge, padding=(0, 1))
print(drawn(found[0, 0]), drawn(found[1, 0]), sep="\n\n")

# %% [markdown]
# Two weights find the edges of a stroke, wherever it is: the second picture moved, and what was found moved with it.
# Nobody has to learn it twice.
#
# How long does it take? For one batch of 64 pictures of 32 × 32 pixels in three colours, with 16 kernels of 3 × 3:

# %%
tiny = np.ones((1, 3, 8, 8), np.float32)                   # few enough for loops
tiny_kernels = np.random.default_rng(1).normal(size=(16, 3, 3, 3)).astype(np.float32)
took = milliseconds(lambda: convolve_loops(tiny, tiny_kernels, padding=(1, 1)), repeat=2)
products = 16 * 8 * 8 * tiny_kernels[0].size
wanted = 64 * 16 * 32 * 32 * tiny_kernels[0].size
print(f"{products:,} products in {took:.0f} ms: {took / products * 1e6:.0f} ns each")
print(f"the batch has {wanted:,} of them, and would take {took / products * wanted / 1000:.0f} s")

# %% [markdown]
# A processor multiplies in a fraction of a nanosecond. The rest of that time is Python, handling one number at a time.
# So NumPy should do many at once. Which ones?
#
# ## 4. One tap at a time
#
# Fix one entry of the kernel, (u, v), a **tap**, and let the kernel slide. Which numbers of x does this entry meet? It
# begins at row `u * dilation` and meets every `stride`-th row from there, and the same for columns: a regular grid,
# which is a slice. Nothing has to be copied.
#
# `x[..., 2:7:2, 1:4]` takes rows 2, 4 and 6, columns 1 to 3, and all of whatever axes come before.

# %% exercise="tap"
#| export
# exercise: tap
def tap(x, u, v, size, stride=(1, 1), dilation=(1, 1)):
    """Return a view of x: the numbers that the kernel's entry (u, v) meets in the `size` (height, width) places.
    Shapes: x (..., H, W), padded already -> (..., height, width).

    >>> tap(np.arange(16).reshape(4, 4), 0, 1, (2, 2), stride=(2, 2)).tolist()
    [[1, 3], [9, 11]]
    """
    ### BEGIN SOLUTION
    top, left = u * dilation[0], v * dilation[1]
    return x[..., top:top + size[0] * stride[0]:stride[0], left:left + size[1] * stride[1]:stride[1]]
    ### END SOLUTION

# %% check="tap" points=3 hidden=2
x = np.arange(30).reshape(5, 6)
expect_equal(tap(x, 0, 0, (3, 4)), [[0, 1, 2, 3], [6, 7, 8, 9], [12, 13, 14, 15]],
             call="tap(x, 0, 0, (3, 4)), x (5, 6)", why="a 3 × 3 kernel has 3 × 4 places; its first entry meets these")
expect_equal(tap(x, 2, 1, (3, 4)), [[13, 14, 15, 16], [19, 20, 21, 22], [25, 26, 27, 28]], call="tap(x, 2, 1, (3, 4))",
             why="the same grid, two rows further down and one column further right")
expect_equal(tap(x, 1, 0, (2, 3), stride=(2, 2)), [[6, 8, 10], [18, 20, 22]],
             call="tap(x, 1, 0, (2, 3), stride=(2, 2))",
             why="every second row and column; the stride is not how far the entry is from the kernel's corner")
expect_equal(tap(x, 1, 1, (3, 4), dilation=(2, 2)), [[14, 15, 16, 17], [20, 21, 22, 23], [26, 27, 28, 29]],
             call="tap(x, 1, 1, (3, 4), dilation=(2, 2))", why="entry (1, 1) lies two rows and two columns away")
expect_equal(tap(np.stack([x, -x]), 1, 1, (2, 2), stride=(1, 3), dilation=(2, 1)),
             [[[13, 16], [19, 22]], [[-13, -16], [-19, -22]]],
             call="tap(x and -x, (2, 5, 6), 1, 1, (2, 2), stride=(1, 3), dilation=(2, 1))",
             why="down and across have settings of their own: rows 2 and 3, columns 1 and 4, of both")


@scenario
def write_through_a_tap():
    x = np.zeros((3, 3))
    tap(x, 1, 1, (2, 2))[...] = 7.0
    return x.tolist()


expect_equal(write_through_a_tap(), [[0.0, 0.0, 0.0], [0.0, 7.0, 7.0], [0.0, 7.0, 7.0]],
             call="tap(x, 1, 1, (2, 2))[...] = 7; x", why="a view: what is written into it lands in x")
### BEGIN HIDDEN TESTS
for u, v, *window in ((2, 0, (2, 2), (2, 3), (1, 2)), (1, 2, (3, 1), (1, 2), (3, 1)), (0, 1, (1, 4), (5, 1), (2, 2)),
                      (2, 2, (2, 2), (2, 2), (2, 2))):
    size, stride, dilation = window
    x = rng.normal(size=(2, 3, 9, 10))
    rows = [u * dilation[0] + i * stride[0] for i in range(size[0])]
    columns = [v * dilation[1] + j * stride[1] for j in range(size[1])]
    expect_close(tap(x, u, v, size, stride, dilation), x[:, :, rows][:, :, :, columns], rtol=0, atol=0,
                 call=f"tap(x (2, 3, 9, 10), {u}, {v}, {size}, {stride}, {dilation})")
### END HIDDEN TESTS

# %%
size = places(tiny.shape, (3, 3), padding=(1, 1))
padded, out = pad_images(tiny, (1, 1)), np.zeros((1, 16, *size), np.float32)
for u, v in np.ndindex(3, 3):
    out += np.einsum("oc,nchw->nohw", tiny_kernels[:, :, u, v], tap(padded, u, v, size))
print("equal:", np.allclose(out, convolve_loops(tiny, tiny_kernels, padding=(1, 1)), atol=1e-4))

# %% [markdown]
# Five of the seven loops are gone: nine taps, and in each of them NumPy multiplies everything that this tap meets. It
# is a correct convolution in four lines. It still goes over the output nine times, and adds to it each time.
#
# ## 5. One matrix product
#
# The fastest thing that your machine does with numbers is a large matrix product. Can a convolution be one? Write the
# numbers under the kernel in one place of one picture, all channels, below each other: a **column** of C · kh · kw
# numbers. The output there is a row of weights times that column. So put the columns of all places side by side, into a
# matrix, and the weights of all kernels into another:
#
# $$\underbrace{Y}_{(\text{out},\ \text{places})} = \underbrace{W}_{(\text{out},\ C\,k_h k_w)} \;
# \underbrace{\text{columns}}_{(C\,k_h k_w,\ \text{places})}$$
#
# That is **im2col**. A row of the matrix belongs to one channel and one tap, and you have a function for what that tap
# meets. So make room once, (N, C, kh, kw, height, width), fill it tap by tap, and reshape; the order of the rows is
# then the order of a kernel's weights. (PyTorch calls it `unfold`.)

# %% exercise="im2col"
#| export
# exercise: im2col
def im2col(x, kernel_size, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    """Return what the kernel meets, a column for each place: row (c, u, v) holds what entry (u, v) meets in channel c.
    Shapes: x (N, C, H, W) -> (N, C * kh * kw, height * width), of the dtype of x, in memory of its own.

    >>> im2col(np.array([[[[1, 2, 3], [4, 5, 6]]]]), (2, 2)).tolist()
    [[[1, 2], [2, 3], [4, 5], [5, 6]]]
    """
    ### BEGIN SOLUTION
    size = places(x.shape, kernel_size, stride, padding, dilation)
    columns = np.empty((*x.shape[:2], *kernel_size, *size), x.dtype)
    x = pad_images(x, padding)
    for v in range(kernel_size[1]):
        across = np.ascontiguousarray(tap(x, 0, v, (x.shape[2], size[1]), (1, stride[1]), dilation))
        for u in range(kernel_size[0]):                  # rows lie side by side in `across`: few long copies
            columns[:, :, u, v] = tap(across, u, 0, size, (stride[0], 1), dilation)
    return columns.reshape(len(x), math.prod(columns.shape[1:4]), math.prod(size))
    ### END SOLUTION

# %% check="im2col" points=3 hidden=2
x = np.array([[[[1, 2, 3], [4, 5, 6]]]])
expect_equal(im2col(x, (2, 2)), [[[1, 2], [2, 3], [4, 5], [5, 6]]], call="im2col([[1, 2, 3], [4, 5, 6]], (2, 2))",
             why="two places; the first column is what lies under the kernel in the first place: 1, 2, 4, 5")
expect_equal(im2col(x, (1, 2), stride=(1, 2), padding=(0, 1)), [[[0, 2, 0, 5], [1, 3, 4, 6]]],
             call="im2col(the same, (1, 2), stride=(1, 2), padding=(0, 1))",
             why="rows 0 1 2 3 0 and 0 4 5 6 0, two places in each; places are counted row by row")
two = np.concatenate([x, 10 * x], axis=1)
expect_equal(im2col(two, (1, 2)), [[[1, 2, 4, 5], [2, 3, 5, 6], [10, 20, 40, 50], [20, 30, 50, 60]]],
             call="im2col(two channels: x and 10 x, (1, 2))", why="all taps of channel 0, then those of channel 1")
expect_equal(im2col(np.concatenate([x, 10 * x]), (2, 3)),
             [[[1], [2], [3], [4], [5], [6]], [[10], [20], [30], [40], [50], [60]]],
             call="im2col(two pictures: x and 10 x, (2, 3))", why="each picture has a matrix of its own")
wide = np.arange(10, dtype=np.float32).reshape(1, 1, 2, 5)
expect_close(im2col(wide, (2, 2), dilation=(1, 3)), [[[0, 1], [3, 4], [5, 6], [8, 9]]], dtype=np.float32,
             call="im2col(float32 [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]], (2, 2), dilation=(1, 3))",
             why="the kernel's columns look three apart; and columns have the dtype of x")


@scenario
def shares_memory():
    x = np.zeros((1, 2, 2, 2))
    return bool(np.shares_memory(im2col(x, (1, 1)), x))


expect_equal(shares_memory(), False, call="does im2col(x, (1, 1)) share memory with x?",
             why="in memory of its own, also when nothing had to be repeated")
### BEGIN HIDDEN TESTS
for kernel_size, *window in (((3, 2), (1, 2), (0, 1), (2, 1)), ((2, 3), (2, 1), (2, 0), (1, 2)),
                             ((1, 1), (1, 1), (0, 0), (1, 1)), ((3, 3), (2, 2), (1, 1), (1, 1))):
    stride, padding, dilation = window
    x = rng.normal(size=(2, 3, 6, 7)).astype(np.float32)
    padded = np.pad(x, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    reach = [d * (k - 1) + 1 for k, d in zip(kernel_size, dilation)]
    starts = [(i, j) for i in range(0, padded.shape[2] - reach[0] + 1, stride[0])
              for j in range(0, padded.shape[3] - reach[1] + 1, stride[1])]
    patches = [padded[:, :, i:i + reach[0]:dilation[0], j:j + reach[1]:dilation[1]] for i, j in starts]
    expect_close(im2col(x, kernel_size, stride, padding, dilation),
                 np.stack([patch.reshape(2, -1) for patch in patches], axis=2), rtol=0, atol=0, dtype=np.float32,
                 call=f"im2col(x (2, 3, 6, 7), {kernel_size}, {stride}, {padding}, {dilation})")


@scenario
def write_into_the_columns():
    x = np.zeros((1, 1, 2, 2))
    im2col(x, (1, 1))[...] = 7.0
    return x.sum()


expect_equal(write_into_the_columns(), 0.0, call="im2col(x, (1, 1))[...] = 7; x.sum()",
             why="in memory of its own, also when nothing had to be repeated")
### END HIDDEN TESTS

# %% exercise="conv2d_forward"
#| export
# exercise: conv2d_forward
def conv2d_forward(x, weight, bias=None, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    """Return what `convolve_loops` returns, by one call of np.matmul, which multiplies one matrix with each of a stack.
    Shapes: x (N, C, H, W), weight (out, C, kh, kw), bias (out,) or None -> (N, out, height, width).

    >>> conv2d_forward(np.ones((1, 1, 3, 3)), np.ones((1, 1, 2, 2))).tolist()
    [[[[4.0, 4.0], [4.0, 4.0]]]]
    """
    ### BEGIN SOLUTION
    columns = im2col(x, weight.shape[2:], stride, padding, dilation)
    out = np.matmul(weight.reshape(len(weight), columns.shape[1]), columns)           # (N, out, height * width)
    if bias is not None:
        out += bias[:, np.newaxis]                       # in place: nobody else knows this array
    return out.reshape(*out.shape[:2], *places(x.shape, weight.shape[2:], stride, padding, dilation))
    ### END SOLUTION

# %% check="conv2d_forward" points=3 hidden=3
x = np.array([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]]])
weight = np.array([[[[1.0, 10.0], [100.0, 1000.0]]]])
expect_close(conv2d_forward(x, weight), [[[[5421.0, 6532.0], [8754.0, 9865.0]]]],
             call="conv2d_forward([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 10], [100, 1000]])",
             why="the same numbers as from the loops")
expect_close(conv2d_forward(x, weight, np.array([0.5]), stride=(2, 1), padding=(0, 1)),
             [[[[4010.5, 5421.5, 6532.5, 603.5]]]],
             call="conv2d_forward(the same, bias [0.5], stride=(2, 1), padding=(0, 1))",
             why="one row of four places: (N, out, height, width)")
got = conv2d_forward(np.concatenate([x, -x]), np.concatenate([weight, 2 * weight]), np.array([0.0, 1.0]))
expect_close(got[:, :, 0, 1], [[6532.0, 13065.0], [-6532.0, -13063.0]],
             call="conv2d_forward(pictures x and -x, kernels weight and 2 weight, bias [0, 1])[:, :, 0, 1]",
             why="a row for each picture, in it a number for each kernel; a bias belongs to a kernel")
expect_close(conv2d_forward(x.astype(np.float32), weight.astype(np.float32), dilation=(1, 2)), [[[[6431.0], [9764.0]]]],
             dtype=np.float32, call="conv2d_forward(the same in float32, dilation=(1, 2))",
             why="1 · 1 + 10 · 3 + 100 · 4 + 1000 · 6 in the first place, and float32 stays float32")
### BEGIN HIDDEN TESTS
for n, c, out, kh, kw, *window in ((2, 3, 2, 3, 2, (1, 2), (0, 1), (2, 1)), (1, 1, 2, 1, 3, (2, 1), (2, 0), (1, 2)),
                                   (3, 2, 3, 2, 2, (3, 2), (1, 2), (1, 3)), (1, 2, 1, 3, 3, (1, 1), (1, 1), (1, 1))):
    x = rng.normal(size=(n, c, 6, 7)).astype(np.float32)
    weight, bias = rng.normal(size=(out, c, kh, kw)).astype(np.float32), rng.normal(size=out).astype(np.float32)
    stride, padding, dilation = window
    padded = np.pad(x, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    reach = (dilation[0] * (kh - 1) + 1, dilation[1] * (kw - 1) + 1)
    patches = np.lib.stride_tricks.sliding_window_view(padded, reach, axis=(2, 3))
    patches = patches[:, :, ::stride[0], ::stride[1], ::dilation[0], ::dilation[1]]
    expected = np.einsum("nchwuv,ocuv->nohw", patches, weight)
    for name, added, more in (("None", None, 0), ("bias", bias, bias[:, None, None])):
        expect_close(conv2d_forward(x, weight, added, stride, padding, dilation), expected + more, rtol=1e-4, atol=1e-4,
                     dtype=np.float32,
                     call=f"conv2d_forward(x {x.shape}, weight {weight.shape}, {name}, {', '.join(map(str, window))})")


@scenario
def calls_made():
    import sys

    counted = []
    sys.setprofile(lambda frame, event, argument: counted.append(1) if event in ("call", "c_call") else None)
    try:
        conv2d_forward(np.ones((2, 3, 12, 12), np.float32), np.ones((4, 3, 3, 3), np.float32), np.ones(4, np.float32))
    finally:
        sys.setprofile(None)
    return len(counted) < 500


expect_equal(calls_made(), True, call="fewer than 500 calls for 2 pictures of (3, 12, 12)?",
             why="one matrix product; this one is for the package, so no loop over places")
### END HIDDEN TESTS

# %% [markdown]
# Now 64 pictures again, with 16 channels and 32 kernels: ten times the products of the batch that would have taken so
# long. The columns take nine times the memory of the pictures. Do they fit into the processor's own memory, its cache?
# Take all 64 pictures at once, or a few at a time:

# %%
generator = np.random.default_rng(2)
batch = generator.normal(size=(64, 16, 32, 32)).astype(np.float32)
kernels = generator.normal(size=(32, 16, 3, 3)).astype(np.float32)
for some in (64, 16, 4, 1):
    pieces = [batch[n:n + some] for n in range(0, 64, some)]
    taken = milliseconds(lambda: [conv2d_forward(piece, kernels, padding=(1, 1)) for piece in pieces])
    columns = im2col(batch[:some], (3, 3), padding=(1, 1)).nbytes
    print(f"{some:>2} pictures at once: {columns:>10,} bytes of columns, {taken:6.1f} ms for all 64")
by_loops = took / products * 64 * 32 * 32 * 32 * kernels[0].size                     # at the loops' speed, in ms
print(f"the loops would take {by_loops / 1000:.0f} s, {by_loops / taken:,.0f} times as long as the last line")

# %% [markdown]
# The size of the bite matters, too: columns that stay in the cache are read again quickly, those of the whole batch go
# out to memory and come back. And a bite costs some Python, which a bite of one tiny picture would not be worth. Which
# bite wins depends on the machine and on what else it does: run the cell again. The operation that goes into the package
# takes as many pictures as have about a megabyte of columns, and calls yours. It also says what is wrong with shapes.

# %% given="convolution"
#| export
CACHE = 2**20                                            # bytes that a core keeps close, on most machines


def bites(x, weight, size):
    """Slices of x (N, C, H, W), each with as many pictures as have columns of CACHE bytes, but at least one."""
    columns = math.prod(weight.shape[1:]) * math.prod(size) * x.itemsize
    count = max(1, CACHE // columns)
    return [slice(start, start + count) for start in range(0, len(x), count)]


def conv2d_in_bites(x, weight, bias=None, **window):
    """conv2d_forward, bite by bite."""
    if x.ndim != 4 or x.shape[1] != weight.shape[1]:
        raise ValueError(f"x {x.shape} does not fit weight {weight.shape}: x is (N, C, H, W), weight (out, C, kh, kw)")
    size = places(x.shape, weight.shape[2:], **window)
    out = np.empty((len(x), len(weight), *size), np.result_type(x, weight))
    for some in bites(x, weight, size):
        out[some] = conv2d_forward(x[some], weight, bias, **window)
    return out

# %% [markdown]
# ## 6. What it costs
#
# Before you build a network of convolutions, count. A **FLOP** is one multiplication or one addition of numbers. Each
# output number takes as many products as a kernel has entries, and as many additions. (The bias is not counted: it is
# one addition in hundreds.)
#
# Bytes: x, the weight and the output have to be read or written in any case. The columns are the price of this method.

# %% exercise="conv2d_cost"
#| export
# exercise: conv2d_cost
def conv2d_cost(shape, weight_shape, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    """Return (FLOPs, bytes of x, weight and output together, bytes of the columns) of a convolution in float32: three
    ints, for the whole batch x of `shape` (N, C, H, W) at once. Each entry of a kernel: a product, an addition. No bias.

    >>> conv2d_cost((1, 1, 3, 3), (1, 1, 2, 2))
    (32, 68, 64)
    """
    ### BEGIN SOLUTION
    columns = math.prod(places(shape, weight_shape[2:], stride, padding, dilation)) * shape[0]
    flops = 2 * columns * math.prod(weight_shape)
    moved = math.prod(shape) + math.prod(weight_shape) + columns * weight_shape[0]
    return flops, 4 * moved, 4 * columns * math.prod(weight_shape[1:])
    ### END SOLUTION

# %% check="conv2d_cost" points=2 hidden=2
expect_equal(conv2d_cost((1, 1, 3, 3), (1, 1, 2, 2)), (32, 68, 64), call="conv2d_cost((1, 1, 3, 3), (1, 1, 2, 2))",
             why="4 places of 4 products and 4 additions; 9 + 4 + 4 numbers; 4 columns of 4 numbers")
expect_equal(conv2d_cost((2, 3, 8, 8), (5, 3, 3, 3), padding=(1, 1)), (34560, 4636, 13824),
             call="conv2d_cost((2, 3, 8, 8), (5, 3, 3, 3), padding=(1, 1))",
             why="2 · 64 places, 5 kernels of 27 entries: the batch counts, and so do channels")
expect_equal(conv2d_cost((2, 3, 9, 8), (5, 3, 3, 2), (2, 1), (0, 1), (1, 3)), (10080, 3208, 4032),
             call="conv2d_cost((2, 3, 9, 8), (5, 3, 3, 2), (2, 1), (0, 1), (1, 3))",
             why="2 · 4 · 7 places: stride, padding and dilation all decide how many there are")
### BEGIN HIDDEN TESTS
for _ in range(5):
    n, c, out, kh, kw, s0, s1, p0, p1, d0, d1 = (int(k) for k in rng.integers(1, 4, size=11))
    height, width = (9 + 2 * p0 - d0 * (kh - 1) - 1) // s0 + 1, (8 + 2 * p1 - d1 * (kw - 1) - 1) // s1 + 1
    expected = (2 * n * out * height * width * c * kh * kw,
                4 * (n * c * 72 + out * c * kh * kw + n * out * height * width), 4 * n * c * kh * kw * height * width)
    expect_equal(conv2d_cost((n, c, 9, 8), (out, c, kh, kw), (s0, s1), (p0, p1), (d0, d1)), expected,
                 call=f"conv2d_cost({(n, c, 9, 8)}, {(out, c, kh, kw)}, {(s0, s1)}, {(p0, p1)}, {(d0, d1)})")
### END HIDDEN TESTS

# %%
flops, both_ways, columns = conv2d_cost(batch.shape, kernels.shape, padding=(1, 1))
taken = milliseconds(lambda: conv2d_in_bites(batch, kernels, padding=(1, 1)))
square = generator.normal(size=(512, 512)).astype(np.float32)
alone = milliseconds(lambda: square @ square)
print(f"{flops / 1e6:.0f} million FLOPs, {both_ways / 1e6:.1f} MB to read and write: {flops / both_ways:.0f} FLOPs for a byte")
print(f"columns: {columns / 1e6:.1f} MB if the whole batch were taken at once, {CACHE / 1e6:.1f} MB at most in bites")
print(f"convolution: {flops / taken / 1e6:5.1f} billion FLOPs a second; a large matrix product: "
      f"{2 * 512**3 / alone / 1e6:5.1f}")
print("a linear layer between the same shapes would take", f"{batch[0].size * 32 * 32 * 32 * 4:,} bytes of weights")

# %% [markdown]
# Dozens of FLOPs for each byte: reading the pictures and writing the result is not what takes the time. Still, in a
# second the convolution does less than a large product: it copies columns, and its matrices are narrow. The last line is
# why nobody uses linear layers here.
#
# ## 7. Backwards
#
# Given `grad`, (N, out, height, width), what do bias, weight and x receive? By the two rules of module 05: what is
# repeated forward is summed backward, and shapes tell the product.
#
# - The **bias** of a kernel was added in every place of every picture: sum `grad` over all axes but the channel.
# - The **weight**: for one picture, Y = W · columns. So its gradient is `grad` times the turned columns, and every
#   picture used the same weight.
#
# The columns of the forward pass were thrown away, for memory's sake. Make them again.

# %% exercise="conv2d_weight_gradient"
#| export
# exercise: conv2d_weight_gradient
def conv2d_weight_gradient(grad, x, weight, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    """Return the gradient for the weight of a convolution, an array of its shape; `grad` is that of the output.
    Shapes: grad (N, out, height, width), x (N, C, H, W), weight (out, C, kh, kw) -> (out, C, kh, kw).

    >>> conv2d_weight_gradient(np.ones((1, 1, 1, 1)), np.array([[[[5.0, 6.0]]]]), np.zeros((1, 1, 1, 2))).tolist()
    [[[[5.0, 6.0]]]]
    """
    ### BEGIN SOLUTION
    columns = im2col(x, weight.shape[2:], stride, padding, dilation)                  # (N, C * kh * kw, places)
    rows = grad.reshape(*grad.shape[:2], columns.shape[2])                            # (N, out, places)
    return np.matmul(rows, columns.swapaxes(1, 2)).sum(axis=0).reshape(weight.shape)
    ### END SOLUTION

# %% check="conv2d_weight_gradient" points=3 hidden=3
x = np.array([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]])
grad = np.array([[[[1.0, 10.0]]]])
expect_close(conv2d_weight_gradient(grad, x, np.zeros((1, 1, 2, 2))), [[[[21.0, 32.0], [54.0, 65.0]]]],
             call="conv2d_weight_gradient([[1, 10]], [[1, 2, 3], [4, 5, 6]], weight (1, 1, 2, 2))",
             why="the first entry met 1 in the first place and 2 in the second: 1 · 1 + 10 · 2")
expect_close(conv2d_weight_gradient(np.concatenate([grad, grad]), np.concatenate([x, x + 1]), np.zeros((1, 1, 2, 2))),
             [[[[53.0, 75.0], [119.0, 141.0]]]],
             call="conv2d_weight_gradient(of two pictures, x and x + 1)",
             why="both used the same weight: their shares add up")
x = np.array([[[[1, 2, 3, 4], [5, 6, 7, 8]]]], dtype=np.float32)
grad = np.array([[[[1, 0], [0, 0]], [[0, 0], [0, 10]]]], dtype=np.float32)
got = conv2d_weight_gradient(grad, x, np.zeros((2, 1, 2, 2), np.float32), (1, 2), (1, 0), (2, 1))
expect_close(got, [[[[0.0, 0.0], [5.0, 6.0]]], [[[30.0, 40.0], [0.0, 0.0]]]], dtype=np.float32,
             call="conv2d_weight_gradient([[[1, 0], [0, 0]], [[0, 0], [0, 10]]], [[1, 2, 3, 4], [5, 6, 7, 8]], "
             "two kernels, stride (1, 2), padding (1, 0), dilation (2, 1))",
             why="kernel 0 hears of its first place, rows -1 and 1; kernel 1 of its last, rows 0 and 2, columns 2 and 3")
### BEGIN HIDDEN TESTS
x, grad = rng.normal(size=(1, 1, 4, 4)), rng.normal(size=(1, 1, 3, 3))
expect_close(conv2d_weight_gradient(grad, x, np.zeros((1, 1, 2, 2)))[0, 0],
             [[(grad[0, 0] * x[0, 0, u:u + 3, v:v + 3]).sum() for v in range(2)] for u in range(2)],
             call="conv2d_weight_gradient(grad (1, 1, 3, 3), x (1, 1, 4, 4), weight (1, 1, 2, 2))")
for n, c, out, kh, kw, *window in ((2, 3, 2, 3, 2, (1, 2), (0, 1), (2, 1)), (1, 1, 2, 1, 3, (2, 1), (2, 0), (1, 2)),
                                   (3, 2, 3, 2, 2, (3, 2), (1, 2), (1, 3)), (2, 2, 2, 2, 2, (1, 1), (0, 0), (1, 1))):
    stride, padding, dilation = window
    x = rng.normal(size=(n, c, 6, 7)).astype(np.float32)
    padded = np.pad(x, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    reach = (dilation[0] * (kh - 1) + 1, dilation[1] * (kw - 1) + 1)
    patches = np.lib.stride_tricks.sliding_window_view(padded, reach, axis=(2, 3))
    patches = patches[:, :, ::stride[0], ::stride[1], ::dilation[0], ::dilation[1]]
    grad = rng.normal(size=(n, out, *patches.shape[2:4])).astype(np.float32)
    got = conv2d_weight_gradient(grad, x, np.zeros((out, c, kh, kw), np.float32), stride, padding, dilation)
    expect_close(got, np.einsum("nohw,nchwuv->ocuv", grad, patches), rtol=1e-4, atol=1e-4, dtype=np.float32,
                 call=f"conv2d_weight_gradient(grad, x {x.shape}, {(out, c, kh, kw)}, {', '.join(map(str, window))})")
### END HIDDEN TESTS

# %% [markdown]
# For **x**, first the columns: their gradient is the turned weight times `grad`, of the columns' shape. Then back from
# columns to pictures. A pixel was copied into up to kh · kw columns, so it receives the **sum** of what arrives there.
#
# That is im2col run backwards, and your `tap` is all it takes: what was read there is now added there. One addition
# of a whole slab for each tap. Within one tap no pixel occurs twice, so `+=` on the view is safe (module 05 needed
# `np.add.at` where places repeat; it is several times slower). What arrives in the padding is nobody's: `unpad`.

# %% exercise="col2im"
#| export
# exercise: col2im
def col2im(columns, shape, kernel_size, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    """Return pictures of `shape` (N, C, H, W), each pixel the sum of its copies in `columns`: im2col backwards.
    Shapes: columns (N, C * kh * kw, height * width) -> (N, C, H, W), of the dtype of `columns`, which stay as they are.

    >>> col2im(np.array([[[1.0, 2.0], [10.0, 20.0]]]), (1, 1, 1, 3), (1, 2)).tolist()
    [[[[1.0, 12.0, 20.0]]]]
    """
    ### BEGIN SOLUTION
    size = places(shape, kernel_size, stride, padding, dilation)
    columns = columns.reshape(*shape[:2], *kernel_size, *size)                        # (N, C, kh, kw, height, width)
    x = pad_images(np.zeros(shape, columns.dtype), padding)
    for v in range(kernel_size[1]):                      # as in im2col: few long additions
        across = np.zeros((*x.shape[:3], size[1]), x.dtype)
        for u in range(kernel_size[0]):
            tap(across, u, 0, size, (stride[0], 1), dilation)[...] += columns[:, :, u, v]
        tap(x, 0, v, across.shape[2:], (1, stride[1]), dilation)[...] += across
    return unpad(x, padding)
    ### END SOLUTION

# %% check="col2im" points=3 hidden=3
columns = np.array([[[1.0, 2.0], [10.0, 20.0]]])
expect_close(col2im(columns, (1, 1, 1, 3), (1, 2)), [[[[1.0, 12.0, 20.0]]]],
             call="col2im([[1, 2], [10, 20]], (1, 1, 1, 3), (1, 2))",
             why="the pixel in the middle was met by both entries, in two places: 10 + 2")
columns = np.array([[[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]]])
expect_close(col2im(columns, (1, 1, 1, 4), (1, 2), stride=(1, 2), padding=(0, 1)), [[[[10.0, 2.0, 20.0, 3.0]]]],
             call="col2im([[1, 2, 3], [10, 20, 30]], (1, 1, 1, 4), (1, 2), stride=(1, 2), padding=(0, 1))",
             why="three places that do not overlap; 1 and 30 fell on padding, which is nobody's")
got = col2im(np.arange(8.0).reshape(1, 8, 1), (1, 2, 2, 2), (2, 2))
expect_close(got, [[[[0.0, 1.0], [2.0, 3.0]], [[4.0, 5.0], [6.0, 7.0]]]],
             call="col2im(0 to 7, (1, 2, 2, 2), (2, 2))", why="one place: nothing was repeated, so nothing is added up")
columns = np.array([[[1, 2], [10, 20]], [[3, 4], [30, 40]]], dtype=np.float32)
expect_close(col2im(columns, (2, 1, 1, 4), (1, 2), dilation=(1, 2)), [[[[1, 2, 10, 20]]], [[[3, 4, 30, 40]]]],
             dtype=np.float32, call="col2im(float32 [[1, 2], [10, 20]] and [[3, 4], [30, 40]], (2, 1, 1, 4), (1, 2), "
             "dilation=(1, 2))", why="the second entry met places two further on; float32 stays float32")
### BEGIN HIDDEN TESTS
expect_close(col2im(np.ones((1, 4, 9)), (1, 1, 4, 4), (2, 2))[0, 0],
             [[1, 2, 2, 1], [2, 4, 4, 2], [2, 4, 4, 2], [1, 2, 2, 1]],
             call="col2im(ones (1, 4, 9), (1, 1, 4, 4), (2, 2))", why="in how many columns does each pixel stand?")
for kernel_size, *window in (((3, 2), (1, 2), (0, 1), (2, 1)), ((2, 3), (2, 1), (2, 0), (1, 2)),
                             ((1, 1), (2, 2), (0, 0), (1, 1)), ((3, 3), (1, 1), (1, 1), (1, 1))):
    stride, padding, dilation = window
    reach = [d * (k - 1) + 1 for k, d in zip(kernel_size, dilation)]
    padded = np.zeros((2, 3, 6 + 2 * padding[0], 7 + 2 * padding[1]))
    starts = [(i, j) for i in range(0, padded.shape[2] - reach[0] + 1, stride[0])
              for j in range(0, padded.shape[3] - reach[1] + 1, stride[1])]
    columns = rng.normal(size=(2, 3 * kernel_size[0] * kernel_size[1], len(starts))).astype(np.float32)
    for place, (i, j) in enumerate(starts):
        patch = columns[:, :, place].reshape(2, 3, *kernel_size)
        padded[:, :, i:i + reach[0]:dilation[0], j:j + reach[1]:dilation[1]] += patch
    expected = padded[:, :, padding[0]:padding[0] + 6, padding[1]:padding[1] + 7]
    expect_close(col2im(columns, (2, 3, 6, 7), kernel_size, stride, padding, dilation), expected, rtol=1e-4, atol=1e-5,
                 dtype=np.float32,
                 call=f"col2im(columns, (2, 3, 6, 7), {kernel_size}, {stride}, {padding}, {dilation})")


@scenario
def columns_afterwards():
    columns = np.ones((1, 2, 2))
    col2im(columns, (1, 1, 1, 3), (1, 2))[...] += 1
    return columns.tolist()


expect_equal(columns_afterwards(), [[[1.0, 1.0], [1.0, 1.0]]],
             call="columns, after col2im(columns, ...) and += 1 on its result", why="they stay as they are")
### END HIDDEN TESTS

# %% exercise="conv2d_input_gradient"
#| export
# exercise: conv2d_input_gradient
def conv2d_input_gradient(grad, x, weight, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    """Return the gradient for the pictures x of a convolution, an array of the shape of x.
    Shapes: grad (N, out, height, width), x (N, C, H, W), weight (out, C, kh, kw) -> (N, C, H, W).

    >>> conv2d_input_gradient(np.ones((1, 1, 1, 2)), np.zeros((1, 1, 1, 3)), np.array([[[[1.0, 10.0]]]])).tolist()
    [[[[1.0, 11.0, 10.0]]]]
    """
    ### BEGIN SOLUTION
    rows = grad.reshape(*grad.shape[:2], math.prod(grad.shape[2:]))                   # (N, out, places)
    columns = np.matmul(weight.reshape(len(weight), math.prod(weight.shape[1:])).T, rows)
    return col2im(columns, x.shape, weight.shape[2:], stride, padding, dilation)
    ### END SOLUTION

# %% check="conv2d_input_gradient" points=3 hidden=2
weight = np.array([[[[1.0, 2.0], [3.0, 4.0]]]])
grad = np.array([[[[1.0, 10.0], [100.0, 1000.0]]]])
expect_close(conv2d_input_gradient(grad, np.zeros((1, 1, 3, 3)), weight),
             [[[[1.0, 12.0, 20.0], [103.0, 1234.0, 2040.0], [300.0, 3400.0, 4000.0]]]],
             call="conv2d_input_gradient([[1, 10], [100, 1000]], x (1, 1, 3, 3), [[1, 2], [3, 4]])",
             why="the pixel in the middle was met by all four entries: 4 · 1 + 3 · 10 + 2 · 100 + 1 · 1000")
two = np.concatenate([weight, 10 * weight])
expect_close(conv2d_input_gradient(np.array([[[[1.0]], [[2.0]]]]), np.zeros((1, 1, 2, 2)), two),
             [[[[21.0, 42.0], [63.0, 84.0]]]],
             call="conv2d_input_gradient([[[1]], [[2]]], x (1, 1, 2, 2), two kernels: weight and 10 weight)",
             why="every kernel looked at the pixel: 1 · 1 + 2 · 10")
grad = np.array([[[[1, 0], [0, 0]]], [[[0, 0], [0, 10]]]], dtype=np.float32)
got = conv2d_input_gradient(grad, np.zeros((2, 1, 2, 4), np.float32), weight.astype(np.float32), (1, 2), (1, 0), (2, 1))
expect_close(got, [[[[0, 0, 0, 0], [3, 4, 0, 0]]], [[[0, 0, 10, 20], [0, 0, 0, 0]]]], dtype=np.float32,
             call="conv2d_input_gradient([[1, 0], [0, 0]] and [[0, 0], [0, 10]], x (2, 1, 2, 4), [[1, 2], [3, 4]], "
             "stride (1, 2), padding (1, 0), dilation (2, 1))",
             why="picture 0 was met in rows -1 and 1, picture 1 in rows 0 and 2; what fell on padding is nobody's")
### BEGIN HIDDEN TESTS
for n, c, out, kh, kw, *window in ((2, 3, 2, 3, 2, (1, 2), (0, 1), (2, 1)), (1, 1, 2, 1, 3, (2, 1), (2, 0), (1, 2)),
                                   (3, 2, 3, 2, 2, (3, 2), (1, 2), (1, 3)), (2, 2, 2, 2, 2, (1, 1), (0, 0), (1, 1))):
    stride, padding, dilation = window
    weight, shape = rng.normal(size=(out, c, kh, kw)).astype(np.float32), (n, c, 6, 7)
    padded = np.zeros((n, c, 6 + 2 * padding[0], 7 + 2 * padding[1]))
    rows = range(0, padded.shape[2] - dilation[0] * (kh - 1), stride[0])
    columns = range(0, padded.shape[3] - dilation[1] * (kw - 1), stride[1])
    grad = rng.normal(size=(n, out, len(rows), len(columns))).astype(np.float32)
    for (i, top), (j, left), u, v in ((a, b, u, v) for a in enumerate(rows) for b in enumerate(columns)
                                      for u in range(kh) for v in range(kw)):
        padded[:, :, top + u * dilation[0], left + v * dilation[1]] += grad[:, :, i, j] @ weight[:, :, u, v]
    expected = padded[:, :, padding[0]:padding[0] + 6, padding[1]:padding[1] + 7]
    got = conv2d_input_gradient(grad, np.zeros(shape, np.float32), weight, stride, padding, dilation)
    expect_close(got, expected, rtol=1e-4, atol=1e-4, dtype=np.float32,
                 call=f"conv2d_input_gradient(grad, x {shape}, weight {weight.shape}, {stride}, {padding}, {dilation})")
### END HIDDEN TESTS

# %% [markdown]
# Together they are the operation's rule, again in bites. `Later` puts off what may not be wanted: nobody asks for the
# gradient of the data. Then the layers. `Conv1d`, for signals in time or text, is a picture of one row.

# %% given="Conv2d"
#| export
def conv2d_gradient(grad, out, x, weight, bias=None, **window):
    def for_x():
        gradient = np.empty(x.shape, grad.dtype)
        for some in bites(x, weight, grad.shape[2:]):
            gradient[some] = conv2d_input_gradient(grad[some], x[some], weight, **window)
        return gradient

    def for_weight():
        gradient = np.zeros(weight.shape, grad.dtype)
        for some in bites(x, weight, grad.shape[2:]):
            gradient += conv2d_weight_gradient(grad[some], x[some], weight, **window)
        return gradient

    def for_bias():
        ones = np.ones(math.prod(grad.shape[2:]), grad.dtype)                         # BLAS adds up rows sooner than sum
        return (grad.reshape(*grad.shape[:2], len(ones)) @ ones).sum(axis=0)

    return Later(for_x), Later(for_weight), Later(for_bias)


CONV2D = Op("conv2d", conv2d_in_bites, conv2d_gradient)


def conv2d(input, weight, bias=None, stride=1, padding=0, dilation=1):
    """input (N, C, H, W), weight (out, C, kh, kw), bias (out,) -> (N, out, height, width)"""
    inputs = (input, weight) if bias is None else (input, weight, bias)
    return apply(CONV2D, *inputs, stride=pair(stride), padding=pair(padding), dilation=pair(dilation))


class Conv2d(Module):
    """Kernels that slide over pictures: (N, in_channels, H, W) -> (N, out_channels, height, width)."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, *, bias=True,
                 init=he_normal, rng=None):
        self.in_channels, self.out_channels, self.kernel_size = in_channels, out_channels, pair(kernel_size)
        self.stride, self.padding, self.dilation = pair(stride), pair(padding), pair(dilation)
        self.weight = Parameter(init((out_channels, in_channels, *self.kernel_size), rng or default_generator))
        self.bias = Parameter(np.zeros(out_channels)) if bias else None

    def forward(self, x): return conv2d(x, self.weight, self.bias, self.stride, self.padding, self.dilation)
    def extra_repr(self): return conv_repr(self, ones=(1, 1))


class Conv1d(Module):
    """Kernels that slide along lines: (N, in_channels, L) -> (N, out_channels, length)."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, *, bias=True,
                 init=he_normal, rng=None):
        self.in_channels, self.out_channels, self.kernel_size = in_channels, out_channels, (kernel_size,)
        self.stride, self.padding, self.dilation = (stride,), (padding,), (dilation,)
        self.weight = Parameter(init((out_channels, in_channels, kernel_size), rng or default_generator))
        self.bias = Parameter(np.zeros(out_channels)) if bias else None

    def forward(self, x):
        rows = (x if isinstance(x, Tensor) else Tensor(x)).unsqueeze(2)               # (N, C, 1, L)
        window = ((1, *self.stride), (0, *self.padding), (1, *self.dilation))
        return conv2d(rows, self.weight.unsqueeze(2), self.bias, *window).squeeze(2)

    def extra_repr(self): return conv_repr(self, ones=(1,))


def conv_repr(layer, ones):
    """What PyTorch prints of a convolution: settings that are not the usual ones are named."""
    text = f"{layer.in_channels}, {layer.out_channels}, kernel_size={layer.kernel_size}, stride={layer.stride}"
    text += f", padding={layer.padding}" if any(layer.padding) else ""
    text += f", dilation={layer.dilation}" if layer.dilation != ones else ""
    return text + ("" if layer.bias is not None else ", bias=False")

# %%
layer, line = Conv2d(3, 16, 3, padding=1, rng=generator), Conv1d(1, 1, 2, rng=generator)
line.weight[...] = [[[-1.0, 1.0]]]
print(layer, layer(randn(2, 3, 8, 8, rng=generator)).shape, line(Tensor([[[1.0, 4.0, 9.0, 16.0]]])).numpy())
print(check_gradients(lambda x, w, b: conv2d(x, w, b, (1, 2), (1, 0), (2, 1)), generator.normal(size=(2, 2, 4, 5)),
                      generator.normal(size=(3, 2, 2, 3)), generator.normal(size=3)))
try:
    layer(randn(2, 4, 8, 8, rng=generator))
except ValueError as problem:
    print(problem)

# %% [markdown]
# ## 8. Less detail
#
# A stroke one pixel further left should not change the answer. **Pooling** makes pictures smaller and less exact: each
# window of 2 × 2, say, is replaced by its largest number (was the pattern found anywhere here?) or by its mean. The
# windows usually do not overlap: unless you say otherwise, the stride is the size of the window.
#
# The obvious program goes from window to window. With your taps a better one is short, for any `combine` that takes two
# arrays (`np.maximum`, or `np.add` for means): combine what all the taps meet. For kh · kw taps that is many passes.
# But the maximum of a window is the maximum of its rows' maxima: first combine **rows**, down each
# window, for all columns; then, in the smaller result, combine **columns**. That makes kh + kw passes, of which most
# go over less.
#
# `reduce(combine, [a, b, c])` is combine(combine(a, b), c).

# %% exercise="pool_windows"
#| export
# exercise: pool_windows
def pool_windows(combine, x, kernel_size, stride, dilation=(1, 1)):
    """Return one number for each window of x, padded already: its numbers joined by `combine(a, b)`, which takes two
    arrays, as np.maximum does; rows first, then columns. (..., H, W) -> (..., height, width), and x stays as it is.

    >>> pool_windows(np.maximum, np.array([[1, 5, 2, 0], [3, 4, 8, 6]]), (2, 2), (2, 2)).tolist()
    [[5, 8]]
    """
    ### BEGIN SOLUTION
    height, width = places(x.shape, kernel_size, stride, (0, 0), dilation)
    whole, across = (height, x.shape[-1]), (1, stride[1])
    rows = reduce(combine, [tap(x, u, 0, whole, (stride[0], 1), dilation) for u in range(kernel_size[0])])
    return reduce(combine, [tap(rows, 0, v, (height, width), across, dilation) for v in range(kernel_size[1])])
    ### END SOLUTION

# %% check="pool_windows" points=3 hidden=3
x = np.array([[1, 5, 2, 0, 7], [3, 4, 8, 6, 7], [9, 0, 0, 1, 7]])
expect_equal(pool_windows(np.maximum, x, (2, 2), (2, 2)), [[5, 8]],
             call="pool_windows(np.maximum, [[1, 5, 2, 0, 7], [3, 4, 8, 6, 7], [9, 0, 0, 1, 7]], (2, 2), (2, 2))",
             why="two windows fit side by side; the last row and column fill none")
expect_equal(pool_windows(np.maximum, x, (2, 2), (1, 1)), [[5, 8, 8, 7], [9, 8, 8, 7]],
             call="pool_windows(np.maximum, x, (2, 2), (1, 1))", why="with stride 1 the windows overlap")
expect_equal(pool_windows(np.add, x, (3, 2), (1, 3)), [[22, 28]], call="pool_windows(np.add, x, (3, 2), (1, 3))",
             why="1 + 5 + 3 + 4 + 9 + 0; the second window begins in column 3")
expect_equal(pool_windows(np.add, x, (2, 2), (1, 1), (2, 3)), [[11, 19]],
             call="pool_windows(np.add, x, (2, 2), (1, 1), (2, 3))",
             why="two rows apart, and three columns: 1 + 0 + 9 + 1")


@scenario
def times_combined(kernel_size):
    counted = []
    pool_windows(lambda a, b: counted.append(1) or np.maximum(a, b), np.zeros((8, 8)), kernel_size, kernel_size)
    return len(counted)


expect_equal(times_combined((3, 4)), 5, call="how often is `combine` called for windows of 3 × 4?",
             why="rows first, then columns: twice for three rows and three times for four columns")
### BEGIN HIDDEN TESTS
for kernel_size, stride, dilation in (((3, 2), (1, 2), (2, 1)), ((2, 3), (2, 1), (1, 2)), ((1, 1), (2, 3), (1, 1)),
                                      ((2, 2), (2, 2), (1, 1)), ((3, 3), (2, 2), (1, 2)), ((1, 4), (3, 2), (1, 1))):
    x = rng.normal(size=(2, 3, 7, 8)).astype(np.float32)
    reach = [d * (k - 1) + 1 for k, d in zip(kernel_size, dilation)]
    windows = np.lib.stride_tricks.sliding_window_view(x, reach, axis=(2, 3))
    windows = windows[:, :, ::stride[0], ::stride[1], ::dilation[0], ::dilation[1]]
    call = f"x (2, 3, 7, 8), {kernel_size}, {stride}, {dilation})"
    expect_close(pool_windows(np.maximum, x, kernel_size, stride, dilation), windows.max(axis=(4, 5)), rtol=0, atol=0,
                 dtype=np.float32, call=f"pool_windows(np.maximum, {call}")
    expect_close(pool_windows(np.add, x, kernel_size, stride, dilation), windows.sum(axis=(4, 5)), rtol=1e-4,
                 atol=1e-5, call=f"pool_windows(np.add, {call}")


@scenario
def passes(kernel_size):
    counted, before = [], np.arange(400.0).reshape(1, 1, 20, 20)
    x = before.copy()

    def combine(a, b):
        counted.append(a.size)
        return np.maximum(a, b)

    pool_windows(combine, x, kernel_size, kernel_size)
    return len(counted), bool((x == before).all())


expect_equal(passes((4, 5)), (7, True), call="how often is `combine` called for windows of 4 × 5; is x unchanged?",
             why="three times for four rows, and four times for five columns")
### END HIDDEN TESTS

# %% [markdown]
# And backwards: the number that won its window receives the window's gradient, the others nothing. Where two are equal,
# PyTorch gives it to the **first**, in the order of reading, and so do we. Where windows overlap, a number may win
# several, and its gradients add up.
#
# Tap by tap once more: who has the window's maximum, and is the first to have it? An array of bools can remember for
# which windows nobody has been found yet. Padding is `-np.inf` here, so that it never wins (`pad_images` takes a
# value).

# %% exercise="max_pool2d_gradient"
#| export
# exercise: max_pool2d_gradient
def max_pool2d_gradient(grad, out, x, kernel_size, stride, padding=(0, 0), dilation=(1, 1)):
    """Return the gradient for x, in a tuple of one: the first number equal to its window's maximum receives `grad`.
    Shapes: grad and out, the maxima, (N, C, height, width), x (N, C, H, W) -> (N, C, H, W).

    >>> max_pool2d_gradient(np.array([[[[7.0]]]]), np.array([[[[3.0]]]]), np.array([[[[3.0, 3.0]]]]), (1, 2), (1, 2))
    (array([[[[7., 0.]]]]),)
    """
    ### BEGIN SOLUTION
    padded, size = pad_images(x, padding, -np.inf), out.shape[2:]
    gradient, open_windows = np.zeros(padded.shape, grad.dtype), np.ones(out.shape, bool)
    for u, v in np.ndindex(*kernel_size):
        won = (tap(padded, u, v, size, stride, dilation) == out) & open_windows
        tap(gradient, u, v, size, stride, dilation)[...] += grad * won
        open_windows &= ~won
    return (unpad(gradient, padding),)
    ### END SOLUTION

# %% check="max_pool2d_gradient" points=3 hidden=3
x, grad = np.array([[[[1.0, 5.0, 2.0, 3.0], [5.0, 3.0, 6.0, 6.0]]]]), np.array([[[[7.0, 9.0]]]])
expect_equal(max_pool2d_gradient(grad, np.array([[[[5.0, 6.0]]]]), x, (2, 2), (2, 2)),
             ([[[[0.0, 7.0, 0.0, 0.0], [0.0, 0.0, 9.0, 0.0]]]],),
             call="max_pool2d_gradient([[7, 9]], out, [[1, 5, 2, 3], [5, 3, 6, 6]], (2, 2), (2, 2))",
             why="of equal numbers the first wins, row by row; the gradient comes in a tuple of one")
x = np.array([[[[1.0, 5.0, 2.0]]]])
expect_close(max_pool2d_gradient(np.array([[[[7.0, 9.0]]]]), np.array([[[[5.0, 5.0]]]]), x, (1, 2), (1, 1))[0],
             [[[[0.0, 16.0, 0.0]]]], call="max_pool2d_gradient([[7, 9]], out, [[1, 5, 2]], (1, 2), (1, 1))[0]",
             why="5 is the largest of two windows: its gradients add up")
expect_close(max_pool2d_gradient(np.ones((1, 1, 1, 1), np.float32), np.full((1, 1, 1, 1), 2, np.float32),
                                 x.astype(np.float32), (1, 2), (1, 1), (0, 0), (1, 2))[0], [[[[0, 0, 1]]]], dtype=np.float32,
             call="max_pool2d_gradient([[1]], out, float32 [[1, 5, 2]], (1, 2), (1, 1), dilation=(1, 2))[0]",
             why="1 and 2 are in the window, 5 is not; float32 stays float32")
x, grad = np.array([[[[0.0, -5.0]]]]), np.array([[[[7.0, 9.0]]]])
expect_close(max_pool2d_gradient(grad, x, x, (1, 2), (1, 2), (0, 1))[0], [[[[7.0, 9.0]]]],
             call="max_pool2d_gradient([[7, 9]], out, [[0, -5]], (1, 2), (1, 2), padding=(0, 1))[0]",
             why="beside padding, the only real number of a window wins, also when it is 0 or negative")
### BEGIN HIDDEN TESTS
for kernel_size, stride, padding, dilation in (((3, 2), (1, 2), (1, 0), (2, 1)), ((2, 3), (2, 1), (0, 1), (1, 2)),
                                               ((2, 2), (2, 2), (0, 0), (1, 1)), ((3, 3), (2, 2), (1, 1), (1, 1))):
    x = rng.integers(-3, 3, size=(2, 3, 7, 8)).astype(np.float32)                     # many are equal
    padded = np.pad(x, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2), constant_values=-np.inf)
    reach = [d * (k - 1) + 1 for k, d in zip(kernel_size, dilation)]
    rows = range(0, padded.shape[2] - reach[0] + 1, stride[0])
    columns = range(0, padded.shape[3] - reach[1] + 1, stride[1])
    grad = rng.normal(size=(2, 3, len(rows), len(columns))).astype(np.float32)
    out, expected = np.zeros_like(grad), np.zeros(padded.shape)
    for n, c, i, j in np.ndindex(*out.shape):
        top, left = rows[i], columns[j]
        window = padded[n, c, top:top + reach[0]:dilation[0], left:left + reach[1]:dilation[1]]
        u, v = np.unravel_index(window.argmax(), window.shape)
        out[n, c, i, j] = window.max()
        expected[n, c, top + u * dilation[0], left + v * dilation[1]] += grad[n, c, i, j]
    expected = expected[:, :, padding[0]:padding[0] + 7, padding[1]:padding[1] + 8]
    expect_close(max_pool2d_gradient(grad, out, x, kernel_size, stride, padding, dilation)[0], expected, rtol=1e-4,
                 atol=1e-5, dtype=np.float32,
                 call=f"max_pool2d_gradient(..., x (2, 3, 7, 8), {kernel_size}, {stride}, {padding}, {dilation})[0]")
### END HIDDEN TESTS

# %% given="pooling"
#| export
def max_pool2d_forward(x, kernel_size, stride, padding=(0, 0), dilation=(1, 1)):
    return pool_windows(np.maximum, pad_images(x, padding, -np.inf), kernel_size, stride, dilation)


def max_pool2d_gradient_in_bites(grad, out, x, **window):
    """max_pool2d_gradient, CACHE bytes of pictures at a time: every tap looks at the same ones again."""
    gradient, count = np.empty(x.shape, grad.dtype), max(1, CACHE // max(1, x[:1].nbytes))
    for some in (slice(start, start + count) for start in range(0, len(x), count)):
        gradient[some] = max_pool2d_gradient(grad[some], out[some], x[some], **window)[0]
    return (gradient,)


def avg_pool2d_forward(x, kernel_size, stride, padding=(0, 0)):
    """Means of windows; the padding's zeros count, as in PyTorch unless one says otherwise."""
    return pool_windows(np.add, pad_images(x, padding), kernel_size, stride) / math.prod(kernel_size)


def avg_pool2d_gradient(grad, out, x, kernel_size, stride, padding=(0, 0)):
    """Every number of a window receives an equal share."""
    gradient, share = pad_images(np.zeros(x.shape, grad.dtype), padding), grad / math.prod(kernel_size)
    for u, v in np.ndindex(*kernel_size):
        tap(gradient, u, v, out.shape[2:], stride)[...] += share
    return (unpad(gradient, padding),)


MAX_POOL2D = Op("max_pool2d", max_pool2d_forward, max_pool2d_gradient_in_bites)
AVG_POOL2D = Op("avg_pool2d", avg_pool2d_forward, avg_pool2d_gradient)


def window_of(kernel_size, stride, padding):
    """The settings of a pooling as pairs. A window should not lie in the padding alone, so there is a limit to it."""
    kernel_size, padding = pair(kernel_size), pair(padding)
    if any(2 * pad > kernel for pad, kernel in zip(padding, kernel_size)):
        raise ValueError(f"padding {padding} is more than half of the window {kernel_size}")
    return {"kernel_size": kernel_size, "stride": kernel_size if stride is None else pair(stride), "padding": padding}


def max_pool2d(input, kernel_size, stride=None, padding=0, dilation=1):
    return apply(MAX_POOL2D, input, **window_of(kernel_size, stride, padding), dilation=pair(dilation))


def avg_pool2d(input, kernel_size, stride=None, padding=0):
    return apply(AVG_POOL2D, input, **window_of(kernel_size, stride, padding))


class MaxPool2d(Module):
    """The largest number of each window: (N, C, H, W) -> (N, C, height, width)."""

    def __init__(self, kernel_size, stride=None, padding=0, dilation=1):
        self.kernel_size, self.stride = kernel_size, kernel_size if stride is None else stride
        self.padding, self.dilation = padding, dilation

    def forward(self, x): return max_pool2d(x, self.kernel_size, self.stride, self.padding, self.dilation)
    def extra_repr(self):
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, dilation={self.dilation}"


class AvgPool2d(Module):
    """The mean of each window: (N, C, H, W) -> (N, C, height, width)."""

    def __init__(self, kernel_size, stride=None, padding=0):
        self.kernel_size, self.stride, self.padding = kernel_size, kernel_size if stride is None else stride, padding

    def forward(self, x): return avg_pool2d(x, self.kernel_size, self.stride, self.padding)
    def extra_repr(self): return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class GlobalAvgPool2d(Module):
    """The mean of each channel, wherever its numbers lie: (N, C, H, W) -> (N, C), for pictures of any size."""

    def forward(self, x): return (x if isinstance(x, Tensor) else Tensor(x)).mean(axis=(2, 3))

# %%
features = generator.normal(size=(64, 16, 32, 32)).astype(np.float32)
windows = features.reshape(64, 16, 16, 2, 16, 2)
print("equal:", np.array_equal(windows.max(axis=(3, 5)), max_pool2d(features, 2).data))
at_once = milliseconds(lambda: windows.max(axis=(3, 5)))
in_turn = milliseconds(lambda: pool_windows(np.maximum, features, (2, 2), (2, 2)))
print(f"reshape and max(axis=(3, 5)): {at_once:.2f} ms; rows first, then columns: {in_turn:.2f} ms")

# %% [markdown]
# Both lines are NumPy, and both are correct. The first asks for maxima over tiny axes, two numbers at a time; yours
# compares whole slabs.
#
# ## 9. Keeping numbers in range
#
# Deep networks of convolutions were hard to train until 2015: as the weights of one layer move, the sizes of all
# signals after it move, too. **Batch normalisation** (Ioffe and Szegedy) brings each channel back to mean 0 and
# variance 1, and then lets the network choose: times a learned $\gamma_c$, plus a learned $\beta_c$.
#
# $$y = \frac{x - \mu_c}{\sqrt{\sigma^2_c + \varepsilon}} \; \gamma_c + \beta_c$$
#
# A channel's mean runs over the batch, the rows and the columns: all axes but 1. (ε keeps a channel that is constant
# from dividing by 0.) Write it with tensors, and autograd finds the gradient: it goes through the mean and the
# variance, too, since each pixel moves them. One thing to mind: `(C,)` would be aligned with the columns.

# %% exercise="batch_norm"
#| export
# exercise: batch_norm
def batch_norm(x, mean, var, weight, bias, eps=1e-5):
    """Return (x - mean) / sqrt(var + eps) * weight + bias, channel by channel: tensors in, a tensor out.
    Shapes: x (N, C, H, W), all others (C,) -> (N, C, H, W). Made by tensor operations only.

    >>> batch_norm(Tensor([[[[6.0]]]]), Tensor([2.0]), Tensor([4.0]), Tensor([1.0]), Tensor([1.0]), eps=0.0).item()
    3.0
    """
    ### BEGIN SOLUTION
    scale = weight * (var + eps) ** -0.5                                              # (C,)
    mean, scale, bias = (values.reshape(-1, 1, 1) for values in (mean, scale, bias))  # (C, 1, 1)
    return (x - mean) * scale + bias
    ### END SOLUTION

# %% check="batch_norm" points=2 hidden=3
@scenario
def normalized(x, mean, var, weight, bias, **eps):
    result = batch_norm(*(Tensor(array) for array in (x, mean, var, weight, bias)), **eps)
    return result.data


x = np.array([[[[6.0, 2.0]], [[3.0, 5.0]]]])
got = normalized(x, [2.0, 5.0], [4.0, 16.0], [1.0, 2.0], [0.0, 10.0], eps=0.0)
expect_close(got, [[[[2.0, 0.0]], [[9.0, 10.0]]]],
             call="batch_norm([[[[6, 2]], [[3, 5]]]], mean [2, 5], var [4, 16], weight [1, 2], bias [0, 10], eps=0.0)",
             why="first channel: (6 - 2) / 2, and 0; second: (3 - 5) / 4 · 2 + 10. Each channel has its own numbers")
expect_close(normalized([[[[3.0]]]], [1.0], [0.0], [1.0], [0.0], eps=0.25), [[[[4.0]]]],
             call="batch_norm([[[[3]]]], mean [1], var [0], weight [1], bias [0], eps=0.25)",
             why="ε is added to the variance, under the root: 2 / 0.5")


@scenario
def gradients_hold():
    x, mean, weight, bias = (np.random.default_rng(0).normal(size=size) for size in ((2, 3, 2, 2), 3, 3, 3))
    return check_gradients(batch_norm, x, mean, np.array([0.5, 1.0, 2.0]), weight, bias)


expect_equal(gradients_hold(), True, call="check_gradients(batch_norm, x, mean, var, weight, bias)",
             why="tensor operations only: each of the five has a part in the result, and gets its gradient")
### BEGIN HIDDEN TESTS
for shape in ((2, 3, 4, 3), (4, 2, 2, 2), (1, 5, 1, 3)):
    channels = (shape[1],)
    x, mean, weight, bias = (rng.normal(size=s).astype(np.float32) for s in (shape, channels, channels, channels))
    var = rng.uniform(0.1, 2.0, size=channels).astype(np.float32)
    planes = [(x[:, c] - mean[c]) / np.sqrt(var[c] + 1e-5) * weight[c] + bias[c] for c in range(shape[1])]
    expect_close(normalized(x, mean, var, weight, bias), np.stack(planes, axis=1), rtol=1e-4, atol=1e-5,
                 dtype=np.float32, call=f"batch_norm(x {shape}, mean, var, weight, bias)")
expect_close(normalized([[[[5.0, 6.0]]]], [5.0], [0.0], [1.0], [1.0]), [[[[1.0, 317.2278]]]], rtol=1e-4,
             call="batch_norm of a channel without variance, eps left out",
             why="nothing is divided by 0: 1 / sqrt(0.00001)")


@scenario
def gradients_of_all():
    tensors = [Tensor(np.full(s, 2.0), requires_grad=True) for s in ((2, 3, 2, 2), 3, 3, 3, 3)]
    batch_norm(*tensors).sum().backward()
    return [None if t.grad is None else t.grad.shape for t in tensors]


expect_equal(gradients_of_all(), [(2, 3, 2, 2), (3,), (3,), (3,), (3,)],
             call="shapes of the gradients of x, mean, var, weight, bias",
             why="tensor operations only: each of them has a part in the result")
### END HIDDEN TESTS

# %% [markdown]
# Where do mean and variance come from? In **training**, from the batch. In **evaluation** there may be one picture
# only, and its answer should not depend on its neighbours. So in training we also keep **running statistics**, and use
# those later:
#
# $$\text{running} \leftarrow (1 - m) \cdot \text{running} + m \cdot \text{batch} \qquad (m = \text{momentum} = 0.1)$$
#
# They are `Buffer`s (module 03): saved with the model, never learned. They are updated in training only, and in place,
# `running[...] = `. One subtlety: the batch is normalised by its plain variance (divided by n, `correction=0`), but
# what is kept is an estimate for pictures to come, divided by n − 1 (`correction=1`). PyTorch does so, too.

# %% exercise="batch_statistics"
#| export
# exercise: batch_statistics
def batch_statistics(x, running_mean, running_var, training, momentum=0.1):
    """Return (mean, var), two tensors (C,), by which x (N, C, H, W) is to be normalised: in training those of the
    batch, var with correction 0; otherwise the running ones.

    In training, `running_mean` and `running_var`, tensors (C,), are moved in place towards those of the batch
    (var with correction 1), without being recorded. Otherwise they stay as they are.

    >>> mean = Tensor([0.0])
    >>> batch_statistics(Tensor([[[[2.0, 4.0]]]]), mean, Tensor([1.0]), True)[0].tolist(), round(mean.item(), 3)
    ([3.0], 0.3)
    """
    ### BEGIN SOLUTION
    if not training:
        return running_mean, running_var
    axes, count = (0, 2, 3), x.size // x.shape[1]
    mean, var = x.mean(axis=axes), x.var(axis=axes, correction=0)
    unbiased = var.data * (count / (count - 1))
    running_mean[...] = (1 - momentum) * running_mean.data + momentum * mean.data
    running_var[...] = (1 - momentum) * running_var.data + momentum * unbiased
    return mean, var
    ### END SOLUTION

# %% check="batch_statistics" points=3 hidden=2
@scenario
def statistics_of(x, running_mean, running_var, training, **momentum):
    running = [Tensor(running_mean), Tensor(running_var)]
    found = batch_statistics(Tensor(x, requires_grad=True), *running, training, **momentum)
    return [t.data.copy() for t in (*found, *running)], [t.requires_grad for t in (*found, *running)]


x = [[[[2.0, 4.0]], [[0.0, 0.0]]], [[[6.0, 8.0]], [[0.0, 4.0]]]]
(mean, var, kept_mean, kept_var), recorded = statistics_of(x, [0.0, 1.0], [1.0, 1.0], True)
expect_close(mean, [5.0, 1.0], call="batch_statistics(x (2, 2, 1, 2), ..., training=True): mean",
             why="2, 4, 6 and 8 are channel 0: over the pictures of the batch, their rows and columns")
expect_close(var, [5.0, 3.0], call="the same: var", why="(9 + 1 + 1 + 9) / 4: the batch is normalised by its own size")
expect_close(kept_mean, [0.5, 1.0], call="running_mean, [0, 1] before", why="nine tenths of the old, one of the new")
expect_close(kept_var, [1.5666667, 1.3], call="running_var, [1, 1] before",
             why="0.9 · 1 + 0.1 · 20 / 3: what is kept is divided by n - 1")
expect_equal(recorded, [True, True, False, False],
             call="which of mean, var, running_mean, running_var require gradients",
             why="gradients flow through the batch's statistics; what is kept has no history")
(_, _, kept_mean, kept_var), _ = statistics_of(x, [0.0, 1.0], [1.0, 1.0], True, momentum=0.5)
expect_close([kept_mean, kept_var], [[2.5, 1.0], [3.8333333, 2.5]], call="running_mean and running_var, momentum=0.5",
             why="half of the old, half of the new")
found, recorded = statistics_of(x, [7.0, 8.0], [2.0, 3.0], False)
expect_close(np.concatenate(found), [7.0, 8.0, 2.0, 3.0, 7.0, 8.0, 2.0, 3.0],
             call="batch_statistics(x, [7, 8], [2, 3], training=False): mean, var, and running ones afterwards",
             why="in evaluation the running ones are used, and stay")


@scenario
def seen_by_others():
    running = [Tensor([0.0]), Tensor([1.0])]
    arrays = [tensor.data for tensor in running]
    batch_statistics(Tensor([[[[1.0, 3.0]]]]), *running, True)
    return [array.item() for array in arrays]


expect_close(seen_by_others(), [0.2, 1.1], call="the arrays of running_mean and running_var that somebody else holds",
             why="in place: an array that is put in the old one's place would not reach them")
### BEGIN HIDDEN TESTS
x = rng.normal(size=(4, 3, 2, 5)).astype(np.float32) + np.arange(3, dtype=np.float32)[:, None, None]
old_mean, old_var, m = rng.normal(size=3), rng.uniform(1, 2, size=3), float(rng.uniform(0.2, 0.8))
(mean, var, kept_mean, kept_var), _ = statistics_of(x, old_mean, old_var, True, momentum=m)
rows = x.transpose(1, 0, 2, 3).reshape(3, -1)
expect_close(mean, rows.mean(axis=1), rtol=1e-4, atol=1e-5, dtype=np.float32, call="mean of x (4, 3, 2, 5)")
expect_close(var, rows.var(axis=1), rtol=1e-4, atol=1e-5, dtype=np.float32, call="var of x (4, 3, 2, 5)")
expect_close(kept_mean, (1 - m) * old_mean + m * rows.mean(axis=1), rtol=1e-4, atol=1e-5, dtype=np.float32,
             call=f"running_mean, momentum={m:.2f}")
expect_close(kept_var, (1 - m) * old_var + m * rows.var(axis=1, ddof=1), rtol=1e-4, atol=1e-5, dtype=np.float32,
             call=f"running_var, momentum={m:.2f}")


@scenario
def same_memory():
    running = [Tensor([0.0]), Tensor([1.0])]
    before = [t.data for t in running]
    batch_statistics(Tensor([[[[1.0, 3.0]]]]), *running, True)
    return [bool(t.data is array and array[0] != start) for t, array, start in zip(running, before, (0.0, 1.0))]


expect_equal(same_memory(), [True, True], call="are the running ones changed, in place?",
             why="whoever holds the buffer sees the new numbers")
### END HIDDEN TESTS

# %% given="BatchNorm2d"
#| export
class BatchNorm2d(Module):
    """Every channel with mean 0 and variance 1, and then as large as it wants: (N, C, H, W) -> the same shape."""

    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.weight, self.bias = Parameter(np.ones(num_features)), Parameter(np.zeros(num_features))
        self.running_mean, self.running_var = Buffer(np.zeros(num_features)), Buffer(np.ones(num_features))
        self.num_batches_tracked = Buffer(np.array(0))

    def forward(self, x):
        x = x if isinstance(x, Tensor) else Tensor(x)
        if x.ndim != 4 or x.shape[1] != self.num_features:
            raise ValueError(f"x {x.shape} is not (N, {self.num_features}, H, W)")
        if self.training and x.size <= self.num_features:
            raise ValueError(f"x {x.shape} has one number or none in each channel, which has no variance: "
                             "use larger batches in training, or eval()")
        mean, var = batch_statistics(x, self.running_mean, self.running_var, self.training, self.momentum)
        if self.training:
            self.num_batches_tracked.data += 1
        return batch_norm(x, mean, var, self.weight, self.bias, self.eps)

    def extra_repr(self): return f"{self.num_features}, eps={self.eps}, momentum={self.momentum}"

# %%
norm, shifted = BatchNorm2d(2), 5 + 3 * randn(64, 2, 4, 4, rng=generator)
for batches in (2, 50):
    for _ in range(batches):
        trained = norm.train()(shifted).numpy()
    judged = norm.eval()(shifted).numpy()
    print(f"after {norm.num_batches_tracked.item()} batches: running mean {norm.running_mean.numpy().round(3)},",
          f"output's mean in training {trained.mean(axis=(0, 2, 3)).round(3)},",
          f"in evaluation {judged.mean(axis=(0, 2, 3)).round(3)}")
print([name for name in norm.state_dict()])

# %% [markdown]
# After two batches the running mean has come a fifth of the way to 5 only, so in evaluation the output is far from 0. A
# model that is good in training and poor in evaluation has often seen too few batches, or a momentum that was taken for
# its opposite.
#
# ## 10. Does it see?
#
# Strokes of five pixels in four directions, anywhere in a noisy picture of 12 × 12. The task: name the direction. One
# network of linear layers, one of convolutions with fewer numbers to learn, the same 200 pictures, the same steps.

# %%
def strokes(count, rng):
    """Pictures (count, 1, 12, 12) and directions (count,): across, down, and the two diagonals."""
    pictures, directions = 0.3 * rng.normal(size=(count, 1, 12, 12)), rng.integers(4, size=count)
    for picture, direction, row, column in zip(pictures, directions, *rng.integers(4, 8, size=(2, count))):
        step = [(0, 1), (1, 0), (1, 1), (1, -1)][direction]
        for n in range(-2, 3):
            picture[0, row + n * step[0], column + n * step[1]] += 1
    return Tensor(pictures), Tensor(directions)


def taught(model, pictures, directions, rate=0.3, steps=200):
    for step in range(steps):
        some = slice(40 * step % 200, 40 * step % 200 + 40)                # 40 pictures at a time
        loss = cross_entropy(model(pictures[some]), directions[some])
        model.zero_grad()
        loss.backward()
        for parameter in model.parameters():
            parameter.data -= rate * parameter.grad


def right(model, pictures, directions):
    with no_grad():
        return (model.eval()(pictures).argmax(axis=1) == directions).mean().item()

# %%
generator = np.random.default_rng(5)
shown, unseen = strokes(200, generator), strokes(1000, generator)
linear = MLP([144, 12, 4], rng=generator)
flat = (Tensor(shown[0].data.reshape(-1, 144)), shown[1]), (Tensor(unseen[0].data.reshape(-1, 144)), unseen[1])
seer = Sequential(Conv2d(1, 8, 3, padding=1, rng=generator), BatchNorm2d(8), ReLU(), MaxPool2d(2),
                  Conv2d(8, 12, 3, padding=1, rng=generator), ReLU(), GlobalAvgPool2d(),
                  Linear(12, 4, rng=generator))
for name, model, (seen, new) in (("linear layers", linear, flat), ("convolutions", seer, (shown, unseen))):
    taught(model, *seen)
    size, known, found = sum(p.size for p in model.parameters()), right(model, *seen), right(model, *new)
    print(f"{name}: {size:,} numbers; right on the 200 it learned: {known:.0%}, on 1,000 new ones: {found:.0%}")

# %% [markdown]
# The linear layers know their 200 pictures, and of the task a part only (by chance, a quarter would be right): a stroke
# in a new place is new to them. The convolutions have seen every place when they have seen one.
#
# ## The same in PyTorch
#
# ```python
# import torch
# from torch import nn
#
# layer = nn.Conv2d(3, 16, 3, stride=2, padding=1)
# print(layer, tuple(layer.weight.shape), layer(torch.ones(2, 3, 9, 9)).shape)
# print(nn.functional.unfold(torch.ones(2, 3, 9, 9), 3, padding=1).shape)
# print(nn.BatchNorm2d(2).state_dict().keys())
# try:
#     nn.Conv2d(1, 1, 5)(torch.ones(1, 1, 3, 3))
# except RuntimeError as problem:
#     print(str(problem)[:63])
# ```
#
# ```text
# Conv2d(3, 16, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1)) (16, 3, 3, 3) torch.Size([2, 16, 5, 5])
# torch.Size([2, 27, 81])
# odict_keys(['weight', 'bias', 'running_mean', 'running_var', 'num_batches_tracked'])
# Calculated padded input size per channel: (3 x 3). Kernel size:
# ```
#
# Deliberate differences: our layers want a batch axis and have no `groups`, so `bias` is named; weights start as He
# drew them and biases at 0. `GlobalAvgPool2d` is `nn.AdaptiveAvgPool2d(1)` and `nn.Flatten()`. A NaN in a window is
# passed on forward by both, but backward ours gives it no gradient.

# %% [markdown] question="q1" points=10
# **Nine times the memory.** For your convolution of section 5 (64 pictures of 16 × 32 × 32, 32 kernels of 3 × 3):
# which arrays do your `im2col` and `conv2d_forward` create for the whole batch, and how many bytes does each take?
# Explain your measured times for bites of 64, 16, 4 and 1 pictures with the size of your machine's cache (Linux: `lscpu`;
# macOS: `sysctl hw.l2cachesize`; Windows: Task Manager, Performance, CPU), and compare FLOPs per second with the plain
# matrix product. What would change for kernels of 7 × 7, and for 1 × 1? Propose one change to your lines for the 1 × 1
# case and say what it saves.

# %% [markdown] question="q2" points=10
# **Sharing weights.** Compare the linear layer of the last line of section 6 with the convolution: weights, FLOPs for
# one picture, and what each weight's gradient is a sum of (use your `conv2d_weight_gradient`). Then your result of
# section 10: why does the network of linear layers know its 200 pictures so much better than new ones, while the other
# one does not, and what would you expect with 20,000 pictures? Name a task with pictures in which sharing weights over
# all places would be wrong, and say which line of your code makes the assumption.

# %% [markdown] question="q3" points=10
# **Good in training, poor in evaluation.** A colleague's CNN reaches 95 % in training and 40 % in evaluation on the
# same pictures. Give three causes that lie in batch normalisation: in how it is computed, in what it keeps, or in how
# the model is used, saved and loaded. For each, name the line that would produce it if it were wrong or missing, and one
# measurement that tells it from the others. What does batch
# normalisation cost in your implementation: how many arrays of the size of x does `batch_norm` make, forward and for
# the backward pass, and which could a fused operation save?

# %% [markdown]
# ## What comes next
#
# `tito module complete 09` puts it into your package, and `tito milestone run cnn` then shows your network digits that
# lie anywhere in a larger picture, beside a network of linear layers of the same size.
#
# Convolutions see what is near. Words depend on words that are far. The next modules turn text into numbers, and build
# the layer that lets every place look at every other one.
