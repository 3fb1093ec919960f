# %% [markdown]
# # Convolution on a line
#
# Half an hour, no marks. Module 09 slides a small window over pictures, in two directions, for many channels at once.
# Everything that is hard about it can be seen on a line of numbers. Here you build it there; at the end a window of
# three numbers finds a heartbeat in noise, and its gradient is checked by trying:
#
# ```python
# found = slide(signal, beat)
# print(found.argmax())
# ```

# %% given="imports"
#| default_exp scaffolds.conv1d
#| export
import numpy as np

# %% given="vocabulary"
from tinytorch.checks import expect_close, expect_equal, expect_raises, scenario

# %% [markdown]
# ## 1. One place
#
# A **kernel** is a short list of weights. Lay it on a line of numbers so that its first weight meets the number at
# `start`: multiply what lies above each other, and add up. If the numbers under the kernel look like the kernel, the
# sum is large.

# %% exercise="answer_at"
#| export
# exercise: answer_at
def answer_at(line, kernel, start):
    """Return the sum of products of `kernel` and the numbers of `line` that it meets, from place `start` on.

    >>> float(answer_at(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 10.0]), 1))
    32.0
    """
    ### BEGIN SOLUTION
    return (kernel * line[start:start + len(kernel)]).sum()
    ### END SOLUTION

# %% check="answer_at" points=0
line, kernel = np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 10.0])
expect_close(answer_at(line, kernel, 0), 21.0, call="answer_at([1, 2, 3, 4], [1, 10], 0)", why="1 · 1 + 10 · 2")
expect_close(answer_at(line, kernel, 2), 43.0, call="answer_at([1, 2, 3, 4], [1, 10], 2)",
             why="1 · 3 + 10 · 4: from place 2 on, and the kernel is not turned round")
expect_close(answer_at(line, np.array([1.0, 10.0, 100.0]), 1), 432.0, call="answer_at([1, 2, 3, 4], [1, 10, 100], 1)",
             why="as many numbers as the kernel has")

# %% [markdown]
# ## 2. How many places
#
# Where may the kernel begin? At 0, and then every `stride` places, as long as it does not hang over the end. Draw a
# line of seven squares and a kernel of three, and count for strides of 1, 2 and 3 before you write the formula.

# %%
for stride in (1, 2, 3):
    print(f"stride {stride}: it begins at", [start for start in range(0, 7, stride) if start + 3 <= 7])

# %% exercise="count_places"
#| export
# exercise: count_places
def count_places(length, kernel_length, stride=1):
    """Return in how many places a kernel fits on a line of `length` numbers, an int.
    Raises ValueError, naming both lengths, if it does not fit at all.

    >>> count_places(7, 3), count_places(7, 3, stride=3)
    (5, 2)
    """
    ### BEGIN SOLUTION
    if kernel_length > length:
        raise ValueError(f"a kernel of {kernel_length} does not fit on a line of {length}")
    return (length - kernel_length) // stride + 1
    ### END SOLUTION

# %% check="count_places" points=0
expect_equal(count_places(7, 3), 5, call="count_places(7, 3)", why="it begins at 0, 1, 2, 3 and 4")
expect_equal(count_places(7, 3, stride=2), 3, call="count_places(7, 3, stride=2)", why="at 0, 2 and 4")
expect_equal(count_places(8, 3, stride=2), 3, call="count_places(8, 3, stride=2)", why="at 6 it would hang over")
expect_equal(count_places(3, 3, stride=2), 1, call="count_places(3, 3, stride=2)", why="it fits exactly once")
for named in ("3", "5"):
    expect_raises(ValueError, lambda: count_places(3, 5), match=named, call="count_places(3, 5)",
                  why="it does not fit, and the message names both lengths")

# %% [markdown]
# ## 3. Slide
#
# One answer for each place. With **padding**, the line first gets so many zeros at both ends; `np.pad(line, 2)` does
# that. A kernel of three with padding 1 gives as many answers as there are numbers.

# %% exercise="slide"
#| export
# exercise: slide
def slide(line, kernel, stride=1, padding=0):
    """Return the kernel's answers in all places of `line`, which has `padding` zeros more at both ends: an array.

    >>> slide(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 10.0])).tolist()
    [21.0, 32.0, 43.0]
    """
    ### BEGIN SOLUTION
    padded = np.pad(line, padding)
    count = count_places(len(padded), len(kernel), stride)
    return np.array([answer_at(padded, kernel, place * stride) for place in range(count)])
    ### END SOLUTION

# %% check="slide" points=0
line, kernel = np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 10.0])
expect_equal(slide(line, kernel), np.array([21.0, 32.0, 43.0]), call="slide([1, 2, 3, 4], [1, 10])",
             why="an array of the answers from places 0, 1 and 2")
expect_close(slide(line, kernel, stride=2), [21.0, 43.0], call="slide([1, 2, 3, 4], [1, 10], stride=2)",
             why="from places 0 and 2")
expect_close(slide(line, kernel, padding=1), [10.0, 21.0, 32.0, 43.0, 4.0],
             call="slide([1, 2, 3, 4], [1, 10], padding=1)", why="0 1 2 3 4 0: both ends meet a zero")
expect_close(slide(line, kernel, stride=3, padding=1), [10.0, 43.0],
             call="slide([1, 2, 3, 4], [1, 10], stride=3, padding=1)", why="on the padded line, from places 0 and 3")

# %%
generator = np.random.default_rng(2)
signal, beat = 0.4 * generator.normal(size=60), np.array([-1.0, 2.0, -1.0])
signal[20:23] += beat
signal[41:44] += beat                                    # the same beat twice
found = slide(signal, beat)
print("largest answers in places", sorted(np.argsort(found)[-2:].tolist()))

# %% [markdown]
# The same three weights find the beat in both places. Nobody had to learn it twice: that is what a convolution is for.
#
# ## 4. One weight at a time
#
# A loop over places is slow in Python. Turn it round: fix one **weight** of the kernel, and ask which numbers it meets
# while the kernel slides. It begins at its own place and meets every `stride`-th number from there: a slice. The
# answers are the sum over weights of weight times slice, and NumPy does a whole slice at once.
#
# (`@scenario` in the check below marks code that runs beside yours. In a notebook it changes nothing.)

# %% exercise="met_by"
#| export
# exercise: met_by
def met_by(line, u, count, stride=1):
    """Return a view of `line`: the numbers that the kernel's weight `u` meets in `count` places.

    >>> met_by(np.array([1, 2, 3, 4, 5]), 1, 2, stride=2).tolist()
    [2, 4]
    """
    ### BEGIN SOLUTION
    return line[u:u + count * stride:stride]
    ### END SOLUTION

# %% check="met_by" points=0
line = np.arange(10.0, 20.0)
expect_close(met_by(line, 0, 8), np.arange(10.0, 18.0), call="met_by(10 to 19, 0, 8)",
             why="of three weights, the first never meets the last two numbers")
expect_close(met_by(line, 2, 8), np.arange(12.0, 20.0), call="met_by(10 to 19, 2, 8)",
             why="the same slice, two places further")
expect_close(met_by(line, 1, 4, stride=2), [11.0, 13.0, 15.0, 17.0], call="met_by(10 to 19, 1, 4, stride=2)",
             why="every second number, four of them, from place 1")
expect_close(met_by(line, 2, 1, stride=3), [12.0], call="met_by(10 to 19, 2, 1, stride=3)", why="one place, one number")


@scenario
def write_through():
    line = np.zeros(4)
    met_by(line, 1, 2)[...] += 5.0
    return line.tolist()


expect_equal(write_through(), [0.0, 5.0, 5.0, 0.0], call="met_by(line, 1, 2)[...] += 5; line",
             why="a view: what is written into it lands on the line")

# %%
count = count_places(len(signal), len(beat))
again = sum(weight * met_by(signal, u, count) for u, weight in enumerate(beat))
print("equal:", np.allclose(again, slide(signal, beat)))

# %% [markdown]
# ## 5. Backwards
#
# Suppose that we know how a loss depends on each answer: an array `grad`, one number for each place. How does it depend
# on the weights, and on the line? Two rules suffice, which module 05 derives. If y = a · b, then a receives y's gradient
# times b. And what was used several times receives the sum of what comes back from each use. So:
#
# - A **weight** was used in every place. Its gradient is the sum, over places, of `grad` times the number that it met.
# - A **number** of the line was met by several weights, in several places. Everything that arrives is added up: for
#   each weight, `grad` times the weight goes to the numbers that it met.
#
# There is no `padding` here, to keep it short: `line` is what the kernel slid over, zeros included if there were any.

# %% exercise="slide_gradients"
#| export
# exercise: slide_gradients
def slide_gradients(grad, line, kernel, stride=1):
    """Return the gradients for `line` and for `kernel` of slide(line, kernel, stride), given that for its answers.
    Shapes: grad (places,), line (L,), kernel (K,) -> (L,), (K,).

    >>> for_line, for_kernel = slide_gradients(np.array([1.0, 5.0]), np.array([2.0, 3.0, 4.0]), np.array([1.0, 10.0]))
    >>> for_line.tolist(), for_kernel.tolist()
    ([1.0, 15.0, 50.0], [17.0, 23.0])
    """
    ### BEGIN SOLUTION
    for_line, for_kernel = np.zeros(len(line)), np.zeros(len(kernel))
    for u, weight in enumerate(kernel):
        for_kernel[u] = (grad * met_by(line, u, len(grad), stride)).sum()
        met_by(for_line, u, len(grad), stride)[...] += grad * weight
    return for_line, for_kernel
    ### END SOLUTION

# %% check="slide_gradients" points=0
got = slide_gradients(np.array([1.0, 5.0]), np.array([2.0, 3.0, 4.0]), np.array([1.0, 10.0]))
expect_close(got[0], [1.0, 15.0, 50.0], call="slide_gradients([1, 5], [2, 3, 4], [1, 10])[0]",
             why="the 3 was met by the weight 10 in the first place and by the weight 1 in the second: 10 · 1 + 1 · 5")
expect_close(got[1], [17.0, 23.0], call="slide_gradients([1, 5], [2, 3, 4], [1, 10])[1]",
             why="the first weight met 2 and 3: 1 · 2 + 5 · 3")
got = slide_gradients(np.array([1.0, 5.0]), np.array([2.0, 3.0, 4.0, 6.0, 7.0]), np.array([1.0, 10.0]), stride=2)
expect_close(got[0], [1.0, 10.0, 5.0, 50.0, 0.0], call="slide_gradients([1, 5], [2, 3, 4, 6, 7], [1, 10], stride=2)[0]",
             why="the last number was never met: its gradient is 0")
expect_close(got[1], [22.0, 33.0], call="slide_gradients([1, 5], [2, 3, 4, 6, 7], [1, 10], stride=2)[1]",
             why="the first weight met 2 and 4")
got = slide_gradients(np.array([0.5, 5.0]), np.array([2, 3, 4, 6, 7]), np.array([1.0, 10.0, 100.0]), stride=2)
expect_close(got[0], [0.5, 5.0, 55.0, 50.0, 500.0],
             call="slide_gradients([0.5, 5], [2, 3, 4, 6, 7], [1, 10, 100], stride=2)[0]",
             why="the 4 was met in both places: 100 · 0.5 + 1 · 5; and gradients of whole numbers need not be whole")
expect_close(got[1], [21.0, 31.5, 37.0], call="slide_gradients([0.5, 5], [2, 3, 4, 6, 7], [1, 10, 100], stride=2)[1]",
             why="the first weight met 2 and 4: 0.5 · 2 + 5 · 4")

# %%
weights = generator.normal(size=58)                      # how a loss depends on each answer
_, for_beat = slide_gradients(weights, signal, beat)
steps = 1e-5 * np.eye(3)                                 # one weight at a time
by_trying = [((slide(signal, beat + step) - slide(signal, beat - step)) * weights).sum() / 2e-5 for step in steps]
print(for_beat.round(6), np.round(by_trying, 6))

# %% [markdown]
# ## Where this goes
#
# Module 09 does the same with two directions in place of one. `count_places` becomes `output_size`, with padding and
# dilation; `slide` becomes `convolve_loops`; `met_by`, with rows and columns, becomes `tap`, on which everything else
# is built; and `slide_gradients` becomes two functions. There is one new idea: all the slices together, written below
# each other, are a matrix, and a convolution is then one matrix product.
