# %% [markdown]
# # Set-up: once around the cycle
#
# Ten minutes, no marks. At the end of this page, this line in a terminal runs code that you wrote:
#
# ```
# python -c "from tinytorch.core.utils import hello_tinytorch; hello_tinytorch()"
# ```
#
# Every module of the course goes the same way round: **write** a function, **check** it, **complete** the module,
# **import** your own code. Here you go round once, with two functions of a few lines.

# %% [markdown]
# ## A page that runs
#
# A page is made of cells. Select the next one and press Shift+Enter: Python runs it and shows the value of its last line.
# Cells like this one are yours to play with; change the numbers and run it again.

# %%
1000 * 1000 * 4      # bytes of a matrix of 1000 by 1000 numbers, 4 bytes each

# %% given="imports"
#| default_exp core.utils
from tinytorch.checks import expect_close, expect_equal, expect_raises

# %% [markdown]
# ## Your first function
#
# The next cell is an exercise: name, arguments and a description are there, the body is missing. In its place stands a
# line that raises `NotImplementedError`. That line is called a *stub*, and you write your code instead of it.
#
# Do it wrong first, on purpose. Replace the stub by `return "Hello"`, run the cell, then run the check below it.

# %% exercise="hello_tinytorch"
#| export
# exercise: hello_tinytorch
def hello_tinytorch():
    """Print the greeting "Hello, TinyTorch" and return it.

    >>> greeting = hello_tinytorch()
    Hello, TinyTorch
    >>> greeting
    'Hello, TinyTorch'
    """
    ### BEGIN SOLUTION
    words = "Hello, TinyTorch"
    print(words)
    return words
    ### END SOLUTION

# %% check="hello_tinytorch" points=0
expect_equal(hello_tinytorch(), "Hello, TinyTorch", call="hello_tinytorch()", why="printing shows a value to people, returning hands it to the program: do both")

# %% [markdown]
# The card above says what was called, what came back, what was expected, and why it matters. Every failing check in the course
# looks like that, and reading it from top to bottom is the quickest way out.
#
# Now make it right: change the function, run its cell, run the check again. A check that is content says nothing.

# %% [markdown]
# ## What a neuron does
#
# A neuron multiplies each of its inputs by a weight and adds up the products:
#
# $$\text{weighted\_sum}(x, w) = \sum_i x_i \, w_i$$
#
# By hand, for inputs 1, 2, 3 and weights 10, 20, 30:

# %%
1 * 10 + 2 * 20 + 3 * 30

# %% [markdown]
# Write it for two lists of any length, with a loop. One thing to decide: what if the lists differ in length? Python's `zip`
# stops at the end of the shorter one and says nothing, so the answer would be wrong and look right. Refuse instead: raise a
# `ValueError`. You will meet this choice again in every module, with shapes in place of lengths.

# %% exercise="weighted_sum"
#| export
# exercise: weighted_sum
def weighted_sum(inputs, weights):
    """Return the sum of `inputs[i] * weights[i]`. Raises ValueError when the two differ in length.

    >>> weighted_sum([1, 2, 3], [10, 20, 30])
    140
    """
    ### BEGIN SOLUTION
    total = 0
    for x, w in zip(inputs, weights, strict=True):
        total += x * w
    return total
    ### END SOLUTION

# %% check="weighted_sum" points=0
expect_equal(weighted_sum([1, 2, 3], [10, 20, 30]), 140, call="weighted_sum([1, 2, 3], [10, 20, 30])", why="1 * 10 + 2 * 20 + 3 * 30")
expect_close(weighted_sum([0.5, -1.0], [4.0, 3.0]), -1.0, call="weighted_sum([0.5, -1.0], [4.0, 3.0])", why="weights and inputs may be negative, and fractions")
expect_raises(ValueError, lambda: weighted_sum([1, 2, 3], [10, 20]), call="weighted_sum([1, 2, 3], [10, 20])", why="an input without a weight is a mistake: an error now beats a wrong number later")

# %% [markdown]
# ## How fast is it?
#
# A network calls this billions of times, so the course measures everything it builds. Here is your loop on a hundred thousand
# inputs, and the same arithmetic in NumPy, the library that module 01 starts from. Each runs five times and the fastest run
# counts: the rest of the machine disturbed it least.

# %%
from timeit import repeat

import numpy as np

array = np.linspace(0.0, 1.0, 100_000)
numbers = array.tolist()             # the same numbers as a Python list
seconds = [min(repeat(lambda: weighted_sum(numbers, numbers), number=1, repeat=5)),
           min(repeat(lambda: array @ array, number=1, repeat=5))]
print(f"your loop {1000 * seconds[0]:.3f} ms, NumPy {1000 * seconds[1]:.3f} ms")

# %% [markdown]
# Same multiplications, same additions. Where the difference comes from is what this course is about.
#
# ## Close the circle
#
# Save this page, then type in a terminal, one after the other:
#
# ```
# tito module test 00
# tito module complete 00
# python -c "from tinytorch.core.utils import hello_tinytorch; hello_tinytorch()"
# ```
#
# The first runs the checks again, in a fresh process. The second writes your two functions into `tinytorch/core/utils.py`: open
# it. Above your code it says which notebook it was written from and, in `__all__`, which names it offers. The third imports
# it, from your own package.
#
# Next, `tito module start 01`: tensors, the arrays that everything else is made of.
