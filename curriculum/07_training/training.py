# %% [markdown]
# # Training
#
# You have written the five lines of a training loop several times by now. Real training is those five lines, repeated a
# million times, and everything that can go wrong meanwhile: numbers that explode, a model that learns its data by
# heart, an evaluation that is not one, a machine that stops in the night. At the end, this program runs on your own
# code:
#
# ```python
# trainer = Trainer(model, CrossEntropyLoss(), AdamW(model.parameters(), lr=0.01), metrics={"accuracy": accuracy})
# trainer.fit(x, y, epochs=60, batch_size=32, rng=generator, validation=(unseen_x, unseen_y),
#             callbacks=[EarlyStopping(patience=10), Checkpoint("spiral.npz")])
# trainer.evaluate(unseen_x, unseen_y)
# ```
#
# If the machine stops in epoch 17, make the same objects, call `trainer.load("spiral.npz")`, and `fit` for the epochs
# that are left, `epochs=60 - trainer.epoch`: the weights are the same as if it had not stopped, to the last bit.

# %% given="imports"
#| default_exp core.training
#| export
import io
import json
import math
import os
import sys
import zipfile
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from tinytorch.core.autograd import no_grad
from tinytorch.core.layers import Module, default_generator
from tinytorch.core.tensor import Tensor, set_recorder

# %% given="vocabulary"
import tempfile
import time

from tinytorch.checks import expect_close, expect_equal, expect_raises, rng, scenario
from tinytorch.core.activations import ReLU
from tinytorch.core.autograd import saved_bytes
from tinytorch.core.layers import MLP, Dropout, Linear, Parameter, Sequential
from tinytorch.core.losses import CrossEntropyLoss, MSELoss
from tinytorch.core.optimizers import SGD, AdamW, CosineAnnealingLR

# %% [markdown]
# ## 1. In small portions
#
# One step could use all the data. It would take long, and most of it would tell the same: a few dozen examples point
# downhill nearly as well as all of them. So each **epoch** goes through the data once, in **batches**, in a new random
# order. Module 08 builds a loader that can do much more; until then this will do.

# %% given="batches"
#| export
def as_tensor(data): return data if isinstance(data, Tensor) else Tensor(data)


def batches(x, y, size, rng=None):
    """Yield pairs of tensors, `size` rows of x and y each (the last may have fewer), each row once, in rng's order."""
    x, y = as_tensor(x), as_tensor(y)
    if x.shape[0] != y.shape[0] or size < 1:
        raise ValueError(f"x {x.shape} and y {y.shape} need equally many rows, and batches of {size} at least one")
    order = np.arange(x.shape[0]) if rng is None else rng.permutation(x.shape[0])
    for start in range(0, len(order), size):
        rows = order[start:start + size]
        yield x[rows], y[rows]

# %%
for portion, labels in batches(np.arange(14.0).reshape(7, 2), np.arange(7), size=3, rng=np.random.default_rng(0)):
    print(portion.shape, labels.tolist())

# %% [markdown]
# The last batch is smaller. And here are the five lines, as they were so far:

# %% given="plain_step"
def plain_step(model, loss_fn, optimizer, x, y):
    optimizer.zero_grad()
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
    return loss.item()

# %%
model, generator = MLP([2, 8, 2], rng=np.random.default_rng(0)), np.random.default_rng(1)
optimizer, x = SGD(model.parameters(), lr=0.1), generator.normal(size=(70, 2))
values = [plain_step(model, CrossEntropyLoss(), optimizer, portion, labels)
          for portion, labels in batches(x, (x[:, 0] > 0).astype(int), 32, generator)]
np.round(values, 3)                                      # the losses of 32, 32 and 6 examples

# %% [markdown]
# So what is the mean loss of an epoch? The mean of the batches' means would count the
# examples of a small batch for more than the others. Weigh each mean by its number of examples $n_i$:
#
# $$\frac{\sum_i n_i\, v_i}{\sum_i n_i}$$

# %% exercise="weighted_mean"
#| export
# exercise: weighted_mean
def weighted_mean(values, counts):
    """Return the mean over all examples, a Python float: values[i] is the mean of a batch of counts[i] examples.

    >>> weighted_mean([1.0, 4.0], [2, 1])
    2.0
    """
    ### BEGIN SOLUTION
    return float(sum(value * count for value, count in zip(values, counts)) / sum(counts))
    ### END SOLUTION

# %% check="weighted_mean" points=2 hidden=2
expect_close(weighted_mean([0.5, 0.5, 4.0], [32, 32, 6]), 0.8, call="weighted_mean([0.5, 0.5, 4.0], [32, 32, 6])",
             why="six examples of seventy had a loss of 4; the mean of the three numbers would be 1.67")
expect_close(weighted_mean([3.0], [5]), 3.0, call="weighted_mean([3.0], [5])")


@scenario
def kind_of_mean():
    return type(weighted_mean([np.float32(1.5), np.float64(4.5)], [2, 1])).__name__


expect_equal(kind_of_mean(), "float", call="type of weighted_mean([float32(1.5), float64(4.5)], [2, 1])",
             why="NumPy's float64 would print as np.float64(2.5)")
### BEGIN HIDDEN TESTS
groups = [rng.normal(size=int(n)) for n in rng.integers(1, 20, size=6)]
expect_close(weighted_mean([float(g.mean()) for g in groups], [len(g) for g in groups]), np.concatenate(groups).mean(),
             call="weighted_mean of the means of six groups", why="the same as the mean of all their numbers")


@scenario
def kind_for_counts_of_numpy():
    return type(weighted_mean([1.0, 2.0], [np.int64(2), np.int64(1)])).__name__


expect_equal(kind_for_counts_of_numpy(), "float", call="type of weighted_mean([1.0, 2.0], [int64(2), int64(1)])")
### END HIDDEN TESTS

# %% [markdown]
# ## 2. How often is it right?
#
# The loss is what is minimised; what people ask for is **accuracy**, the share of right answers. Two cases. With C
# classes, scores have the shape (N, C), targets hold class numbers, (N,), and the answer is the place of the largest
# score. With two classes and one score each, scores and targets have the same shape, targets are 0 or 1, and a score
# above 0 is a 1.
#
# Beware of (N, 1) against (N,): NumPy would compare every answer with every target, without a word.

# %% exercise="accuracy"
#| export
# exercise: accuracy
def accuracy(scores, targets):
    """Return the share of right answers, a Python float.

    Both are arrays: (N, C) scores, C > 1, and (N,) class numbers, or, for two classes, scores of any shape and 0 or 1
    in the same shape. ValueError naming both shapes for anything else.

    >>> accuracy(np.array([[2.0, 1.0], [0.0, 3.0], [5.0, 4.0]]), np.array([0, 1, 1])) == 2 / 3
    True
    """
    ### BEGIN SOLUTION
    if scores.shape == targets.shape:
        right = (scores > 0) == (targets > 0.5)
    elif scores.ndim == 2 and scores.shape[1] > 1 and targets.shape == scores.shape[:1]:
        right = scores.argmax(axis=1) == targets         # (N,)
    else:
        raise ValueError(f"scores {scores.shape} do not fit targets {targets.shape}")
    return float(right.mean())
    ### END SOLUTION

# %% check="accuracy" points=3 hidden=3
scores, labels = np.array([[2.0, 1.0, 0.0], [0.0, 3.0, 1.0], [5.0, 4.0, 3.0], [0.1, 0.2, 0.3]]), np.array([0, 1, 1, 2])
expect_close(accuracy(scores, labels), 0.75,
             call="accuracy([[2, 1, 0], [0, 3, 1], [5, 4, 3], [0.1, 0.2, 0.3]], [0, 1, 1, 2])",
             why="the largest score of each row is the answer: 0, 1, 0, 2")
scores, labels = np.array([[-2.0], [0.3], [1.5], [-0.1]]), np.array([[0.0], [1.0], [0.0], [0.0]])
expect_close(accuracy(scores, labels), 0.75, call="accuracy([[-2], [0.3], [1.5], [-0.1]], [[0], [1], [0], [0]])",
             why="a score above 0 says 1: scores are not probabilities")
expect_raises(ValueError, lambda: accuracy(np.ones((4, 1)), np.ones(4)), match="(4, 1)",
              call="accuracy(scores (4, 1), targets (4,))",
              why="neither case: the largest of one score is always the first, and broadcasting compares all with all")


@scenario
def kinds_of_accuracy():
    found = accuracy(np.array([[2.0, 1.0]]), np.array([0])), accuracy(np.array([1.0]), np.array([1]))
    return [type(share).__name__ for share in found]


expect_equal(kinds_of_accuracy(), ["float", "float"], call="types of accuracy([[2, 1]], [0]), accuracy([1], [1])",
             why="NumPy's float64 would print as np.float64(1.0)")
### BEGIN HIDDEN TESTS
scores, labels = rng.normal(size=(40, 5)), rng.integers(0, 5, size=40)
right = sum(max(range(5), key=lambda c: scores[n, c]) == labels[n] for n in range(40))
expect_close(accuracy(scores, labels), right / 40, call="accuracy(scores (40, 5), labels (40,))")
scores, labels = rng.normal(size=30), rng.integers(0, 2, size=30)
right = sum((scores[n] > 0) == (labels[n] == 1) for n in range(30))
expect_close(accuracy(scores, labels), right / 30, call="accuracy(scores (30,), labels (30,) of 0 and 1)")
expect_close(accuracy(np.array([[1.0, 2.0], [2.0, 1.0], [0.0, 1.0]]), np.array([1, 0, 0])), 2 / 3,
             call="accuracy([[1, 2], [2, 1], [0, 1]], [1, 0, 0])", why="two classes may have two scores as well")
expect_close(accuracy(np.array([0.0, 0.0, 1.0, -1.0]), np.array([0, 0, 1, 0])), 1.0,
             call="accuracy([0, 0, 1, -1], [0, 0, 1, 0])", why="0 is not above 0")
for left, right in (((4, 3), (3,)), ((4,), (3,)), ((4, 3, 2), (4,)), ((), (1,)), ((4, 3), (4, 1)), ((4, 3), (4, 2))):
    for shape in (left, right):
        expect_raises(ValueError, lambda: accuracy(np.ones(left), np.ones(right)), match=str(shape),
                      call=f"accuracy(scores {left}, targets {right})", why="neither case; the error names both shapes")
### END HIDDEN TESTS

# %% [markdown]
# ## 3. Looking without touching
#
# To measure a model is to use it, but not as in training: dropout must be off, and nothing needs to be recorded. And
# afterwards everything must be as before. That is a job for a context manager, as in module 05: what stands before the
# `yield` happens at the beginning of a block, what stands after it, at its end, and in a `finally` also after an error.
#
# As before does not mean "in training": somebody may have switched one part to evaluation on purpose, and each part has
# its own `training`. Remember all of them: `model.modules()` goes through the model itself and all its parts.

# %% exercise="evaluation"
#| export
# exercise: evaluation
@contextmanager
def evaluation(model):
    """In this block `model` is in evaluation, and nothing is recorded; then every part has the mode it had before."""
    ### BEGIN SOLUTION
    modes = [(part, part.training) for part in model.modules()]
    model.eval()
    try:
        with no_grad():
            yield model
    finally:
        for part, training in modes:
            part.training = training
    ### END SOLUTION

# %% check="evaluation" points=4 hidden=4
@scenario
def modes_around(error=False, frozen=False, mode=True):
    """Modes of model, dropout and inner layer inside and after; is a result inside recorded; are answers equal?"""
    inner = Sequential(Linear(4, 4, rng=np.random.default_rng(0)), Dropout(0.5, rng=np.random.default_rng(1)))
    model, x = Sequential(inner, ReLU(), Dropout(0.5, rng=np.random.default_rng(2))), np.ones((2, 4), np.float32)
    model.train(mode)
    if frozen:
        inner.eval()

    def modes(): return [part.training for part in (model, inner, inner[1], model[2])]

    try:
        with evaluation(model):
            inside, first, second = modes(), model(x), model(x)
            if error:
                raise KeyError("an error in the block")
    except KeyError:
        pass
    return inside, modes(), first.requires_grad, first.tolist() == second.tolist(), model(x).requires_grad


expect_equal(modes_around()[:2], ([False] * 4, [True] * 4), call="with evaluation(model): modes inside, and afterwards",
             why="off for every part in the block, and on again after it")
expect_equal(modes_around()[2:], (False, True, True),
             call="is a result recorded inside? do two answers agree? is one recorded afterwards?",
             why="measuring needs no gradients and no dropout; training after it needs both")
expect_equal(modes_around(error=True)[1], [True] * 4, call="modes after a block that raised an error",
             why="otherwise dropout would stay off for the rest of the training")
expect_equal(modes_around(frozen=True)[1], [True, False, False, True],
             call="modes afterwards, inner part in evaluation before", why="each part gets back its own mode")
### BEGIN HIDDEN TESTS
@scenario
def modes_along(parents, before, between, outer_error, inner_error):
    """The modes of all parts in the outer and in the inner of two blocks, and after each of them; what is recorded;
    and what the blocks are called. `between` is set in the outer block; `parents` says in which part each one is."""
    parts = [Module() for _ in before]
    for number, parent in enumerate(parents, start=1):
        setattr(parts[parent], f"part{number}", parts[number])
    weight, seen = Parameter([2.0]), []

    def look(): seen.append(([part.training for part in parts], (weight * 3.0).requires_grad))

    def switch(modes):
        for part, mode in zip(parts, modes):
            part.training = mode

    switch(before)
    try:
        with evaluation(parts[0]) as model:
            look()
            switch(between)
            try:
                with evaluation(parts[0]) as same:
                    look()
                    if inner_error:
                        raise KeyError
            except KeyError:
                pass
            look()
            if outer_error:
                raise KeyboardInterrupt
    except KeyboardInterrupt:
        pass
    look()
    return seen, model is parts[0] and same is parts[0]


for outer_error, inner_error in ((False, False), (True, False), (False, True)):
    parents = [int(rng.integers(number)) for number in range(1, 8)]
    before, between = rng.integers(2, size=(2, 8)).astype(bool).tolist()
    off = [False] * 8
    expect_equal(modes_along(parents, before, between, outer_error, inner_error),
                 ([(off, False), (off, False), (between, False), (before, True)], True),
                 call="(modes, recorded) in two blocks, one in the other, after the inner and after the outer one",
                 why="each end, by an error as well, puts back what was there before that block")
### END HIDDEN TESTS

# %% [markdown]
# ## 4. A large batch in small pieces
#
# A batch of 512 may not fit into memory: the graph keeps every activation. Module 05's gradients add up until they are
# zeroed, and here this is a gift. Take the batch in pieces, call `backward` on each, and step once. Only one piece's
# graph is alive at a time.
#
# It should be **the same step** as with the whole batch. Each piece's loss is a mean over its own examples; added up as
# they are, k pieces would make a gradient k times too large. The mean of the whole is the sum of the pieces' means,
# each times the piece's share of the examples:
#
# $$L = \sum_i \frac{n_i}{N}\, L_i \qquad \nabla L = \sum_i \frac{n_i}{N}\, \nabla L_i$$

# %% exercise="accumulate_gradients"
#| export
# exercise: accumulate_gradients
def accumulate_gradients(model, loss_fn, x, y, size=None):
    """Add the gradients of the mean loss over the batch to the parameters' `grad`, and return that loss, a float.

    x and y are tensors with one example in each row; at most `size` of them (None: all) go through the model at once.
    `loss_fn(model(x), y)` is a mean over examples.
    """
    ### BEGIN SOLUTION
    count, total = x.shape[0], 0.0
    size = size or count
    for start in range(0, count, size):
        rows = slice(start, start + size)
        share = len(range(count)[rows]) / count
        loss = loss_fn(model(x[rows]), y[rows]) * share
        loss.backward()
        total += loss.item()
    return total
    ### END SOLUTION

# %% check="accumulate_gradients" points=5 hidden=4
@scenario
def gradients_of(x, y, size, times=1):
    """Loss, gradients of a Linear(2, 1) with weights 1, 2 and bias 0, and how many rows the model saw at once."""
    layer, seen = Linear(2, 1), []
    layer.weight[...] = [[1.0, 2.0]]

    def model(x):
        seen.append(x.shape[0])
        return layer(x)

    for _ in range(times):
        loss = accumulate_gradients(model, MSELoss(), Tensor(x), Tensor(y), size)
    return loss, layer.weight.grad, layer.bias.grad, seen


def by_hand(x, y):
    """The same, of the whole batch, by the formula."""
    error = x @ np.array([[1.0], [2.0]]) - y
    return (error ** 2).mean(), 2 * error.T @ x / len(x), 2 * error.mean(axis=0)


x = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [2.0, 0.0], [0.0, 2.0]])
y = np.array([[0.0], [2.0], [4.0], [4.0], [1.0]])
for size in (None, 2):
    loss, weight, bias, seen = gradients_of(x, y, size)
    expect_close(weight, by_hand(x, y)[1], call=f"gradient of the weight, five examples, size={size}",
                 why="pieces of 2, 2 and 1 examples give the gradient of the mean over five")
    expect_close(loss, by_hand(x, y)[0], call=f"the loss that is returned, size={size}", why="the mean over all five")
expect_equal(gradients_of(x, y, 2)[3], [2, 2, 1], call="rows that the model saw at once, size=2",
             why="memory is the reason for all this")
### BEGIN HIDDEN TESTS
x, y = rng.normal(size=(11, 2)), rng.normal(size=(11, 1))
for size in (1, 3, 4, 11, 50, None):
    loss, weight, bias, seen = gradients_of(x, y, size)
    expected = by_hand(x, y)
    expect_close(loss, expected[0], rtol=1e-4, call=f"the loss of eleven examples, size={size}")
    expect_close(weight, expected[1], rtol=1e-4, atol=1e-5, call=f"weight's gradient, eleven examples, size={size}")
    expect_close(bias, expected[2], rtol=1e-4, atol=1e-5, call=f"gradient of the bias, eleven examples, size={size}")
    expect_equal(sum(seen), 11, call=f"rows that the model saw, size={size}", why="every example once")
expect_close(gradients_of(x, y, 4, times=2)[1], 2 * by_hand(x, y)[1], rtol=1e-4, atol=1e-5,
             call="gradient of the weight after two calls", why="it adds to what is there; zeroing is done elsewhere")


@scenario
def lopsided_loss():
    def loss_fn(out, y): return (out * 2 - y).mean()

    layer, x, y = Linear(1, 1, bias=False), Tensor([[1.0], [3.0]]), Tensor([[1.0], [2.0]])
    layer.weight[...] = [[3.0]]
    losses = [accumulate_gradients(layer, loss_fn, x, y, size) for size in (None, 1)]
    return [isinstance(loss, float) for loss in losses], [float(loss) for loss in losses], layer.weight.grad


floats, losses, gradient = lopsided_loss()
expect_close([*losses, gradient[0][0]], [10.5, 10.5, 8.0],
             call="two losses (2 · model(x) - y).mean(), whole and in pieces, and the gradient after both",
             why="called as loss_fn(model(x), y), first the answers; and both gradients are there")
expect_equal(floats, [True, True], call="isinstance(loss, float) for both", why="a tensor would keep the graph alive")
### END HIDDEN TESTS

# %%
model = MLP([256, 512, 10], rng=np.random.default_rng(0))
weights = sum(parameter.data.nbytes for parameter in model.parameters())
for size in (512, 64):
    x, y = Tensor(np.ones((size, 256))), Tensor(np.arange(size) % 10)
    loss = CrossEntropyLoss()(model(x), y)
    print(f"{size:>3} at once: the graph keeps {saved_bytes(loss) - weights:>9,} bytes beside the weights")

# %% [markdown]
# ## 5. Steps that are too long
#
# Now and then a batch has a gradient a hundred times larger than usual, and one step along it destroys what thousands
# have built. **Clipping** limits the length of the gradient, seen as one long vector $g$ of all parameters together:
#
# $$\lVert g \rVert = \sqrt{\sum_{\text{all numbers}} g_i^2} \qquad
# g \leftarrow g \cdot \frac{c}{\lVert g \rVert} \quad \text{if it is longer than } c$$
#
# All are scaled by one factor, so the direction stays. Squares of large float32 numbers overflow: add up in float64.

# %% exercise="clip_grad_norm_"
#| export
# exercise: clip_grad_norm_
def clip_grad_norm_(parameters, max_norm):
    """Scale the gradients of all `parameters` in place so that together they are no longer than max_norm.

    Returns how long they were, a float; the squares are added up in float64. `parameters` may be an iterator, which can
    be walked through once. A length that is infinite or NaN is returned, and nothing is changed.
    """
    ### BEGIN SOLUTION
    grads = [parameter.grad for parameter in parameters if parameter.grad is not None]
    norm = math.sqrt(sum(float((grad.astype(np.float64) ** 2).sum()) for grad in grads))
    if max_norm < norm < math.inf:
        for grad in grads:
            grad *= max_norm / norm
    return norm
    ### END SOLUTION

# %% check="clip_grad_norm_" points=4 hidden=4
@scenario
def clipped(grads, max_norm, as_iterator=False):
    """The norm that is returned and the gradients afterwards; None stands for a parameter without a gradient."""
    parameters = [Tensor(np.zeros(1 if grad is None else np.shape(grad))) for grad in grads]
    for parameter, grad in zip(parameters, grads):
        parameter.grad = None if grad is None else np.array(grad, np.float32)
    norm = clip_grad_norm_(iter(parameters) if as_iterator else parameters, max_norm)
    return norm, [parameter.grad for parameter in parameters]


norm, (first, none, last) = clipped([[3.0, 4.0], None, [[12.0]]], 6.5)
expect_close(norm, 13.0, call="clip_grad_norm_ of the gradients [3, 4], None, [[12]]",
             why="9 + 16 + 144 is 169: one length for all of them together")
expect_close(first, [1.5, 2.0], dtype=np.float32, call="the first gradient, clipped to 6.5", why="half of 13 is 6.5")
expect_close(last, [[6.0]], call="the last gradient after clipping to 6.5", why="the same factor for all")
expect_close(clipped([[3.0, 4.0]], 10.0)[1][0], [3.0, 4.0], rtol=0, atol=0, call="[3, 4] after clipping to 10",
             why="short ones are not made longer")
norm, got = clipped([[3e30, 4e30]], 5.0, as_iterator=True)
expect_close([norm / 1e30, *got[0]], [5.0, 3.0, 4.0],
             call="clip_grad_norm_(iterator, 5), gradient [3e30, 4e30]: length / 1e30, and the gradient",
             why="their squares do not fit float32; and an iterator that has been walked through is empty")
norm, got = clipped([[1.0, np.inf], [2.0]], 1.0)
expect_equal((float(norm), got[0].tolist(), got[1].tolist()), (np.inf, [1.0, np.inf], [2.0]),
             call="clip_grad_norm_ of [1, inf], [2]: length and gradients",
             why="no factor can mend infinity; NaN or 0 everywhere would hide where it came from")
### BEGIN HIDDEN TESTS
grads = [rng.normal(size=shape) for shape in ((3, 4), (5,), ())]
length = float(np.sqrt(sum((g ** 2).sum() for g in grads)))
for as_iterator in (False, True):
    norm, got = clipped(grads, length / 4, as_iterator)
    expect_close(norm, length, rtol=1e-4, call="the length of gradients (3, 4), (5,) and ()")
    for g, after in zip(grads, got):
        expect_close(after, g / 4, rtol=1e-4, atol=1e-6, call=f"a gradient {np.shape(g)} clipped to a quarter")
norm, got = clipped([[5e20], [[0.0, -12e20]]], 6.5)
expect_close([norm / 1e20, got[0][0], got[1][0][1]], [13.0, 2.5, -6.0], 
             call="length / 1e20 and gradients, [5e20], [[0, -12e20]]")
norm, got = clipped([[-np.inf], [2.0]], 1.0)
expect_equal((float(norm), got[1].tolist()), (np.inf, [2.0]), call="clip_grad_norm_ of [-inf], [2]")
expect_equal(clipped([None], 1.0)[0], 0.0, call="clip_grad_norm_ without any gradient")
norm, got = clipped([[np.nan], [2.0]], 1.0)
expect_equal((str(float(norm)), got[1].tolist()), ("nan", [2.0]), call="clip_grad_norm_ of [nan], [2]",
             why="a length that is no number is returned, and the others stay")


@scenario
def the_array_itself():
    parameter, grad = Tensor([0.0, 0.0]), np.array([3.0, 4.0], np.float32)
    parameter.grad = grad
    clip_grad_norm_([parameter], 1.0)
    return grad


expect_close(the_array_itself(), [0.6, 0.8], call="the array that was the gradient, after clip_grad_norm_",
             why="in place: whoever holds the gradient sees it clipped")
### END HIDDEN TESTS

# %% [markdown]
# ## 6. When the loss is not a number
#
# A NaN spreads: the loss is NaN, so are all gradients, and after one more step all weights. Training goes on, at full
# cost, for nothing. So stop at once, before the step, and say where it came from. First look at what went in: does the
# data hold something that is not finite, or do the weights already?

# %% exercise="where_not_finite"
#| export
# exercise: where_not_finite
def where_not_finite(arrays):
    """Return, for a dict of arrays by name, a list of strings such as "bias is nan at [2]".

    One for each array that holds NaN or an infinity, in order, with the first such number (nan, inf or -inf) and place.

    >>> where_not_finite({"x": np.array([[1.0, 2.0]]), "bias": np.array([1.0, 5.0, np.nan])})
    ['bias is nan at [2]']
    """
    ### BEGIN SOLUTION
    found = []
    for name, array in arrays.items():
        places = np.argwhere(~np.isfinite(array))        # (how many, axes)
        if len(places) > 0:
            place = tuple(places[0].tolist())
            found.append(f"{name} is {array[place]} at {list(place)}")
    return found
    ### END SOLUTION

# %% check="where_not_finite" points=2 hidden=2
arrays = {"x": np.array([[1.0, 2.0], [np.inf, np.nan]]), "y": np.array([0, 1]), "bias": np.array([1.0, np.nan])}
expect_equal(where_not_finite(arrays), ["x is inf at [1, 0]", "bias is nan at [1]"],
             call="where_not_finite({'x': [[1, 2], [inf, nan]], 'y': [0, 1], 'bias': [1, nan]})",
             why="the first place in each array; integers are always finite")
expect_equal(where_not_finite({"x": np.array([1.0, 1e30])}), [], call="where_not_finite({'x': [1, 1e30]})",
             why="large is not infinite")
### BEGIN HIDDEN TESTS
values = rng.normal(size=(4, 5, 6)).astype(np.float32)
i, j, k = (int(rng.integers(1, n)) for n in values.shape)
values[i, j, k] = -np.inf
expect_equal(where_not_finite({"w": values}), [f"w is -inf at [{i}, {j}, {k}]"], call="where_not_finite of (4, 5, 6)")
expect_equal(where_not_finite({"s": np.array(np.nan), "e": np.zeros((0, 2))}), ["s is nan at []"],
             call="where_not_finite of a single NaN and an empty array")
### END HIDDEN TESTS

# %% [markdown]
# If all of that is finite, an operation on the way made it. The recorder's seat of module 01 tells which: run the same
# batch again and listen to every result.

# %% given="require_finite"
#| export
def first_not_finite(compute):
    """The name of the first operation in `compute()` that makes NaN or infinity of finite numbers, or None."""
    found = []

    def record(op, inputs, arrays, params, result):
        if all(np.isfinite(array).all() for array in arrays) and not np.isfinite(result.data).all():
            found.append(op.name)

    with no_grad(), np.errstate(all="ignore"):           # no_grad puts the recorder back
        set_recorder(SimpleNamespace(record=record, changed=lambda tensor: None))
        compute()
    return found[0] if found else None


def require_finite(loss, model, loss_fn, x, y):
    """FloatingPointError that says where it came from, unless `loss`, a float, is finite."""
    if math.isfinite(loss):
        return
    parameters = {f"parameter {name}": parameter.data for name, parameter in model.named_parameters()}
    if found := where_not_finite({"the input": x.data, "the target": y.data}):
        raise FloatingPointError(f"the loss is {loss}: {'; '.join(found)}")
    if found := where_not_finite(parameters):
        raise FloatingPointError(f"the loss is {loss}: {'; '.join(found)}. An earlier step was too long: "
                                 "a smaller learning rate, or max_norm=")
    name = first_not_finite(lambda: loss_fn(model(x), y))
    raise FloatingPointError(f"the loss is {loss}: inputs and parameters are finite, "
                             f"the first result that is not is that of {name or 'adding up the pieces'}")

# %%
class Root(Module):
    def __init__(self): self.scale = Parameter([1.0])
    def forward(self, x): return (x * self.scale) ** 0.5


def ask(numbers, scale):
    model, x, y = Root(), Tensor(numbers), Tensor([1.0, 1.0])
    model.scale[...] = scale
    with np.errstate(invalid="ignore"):
        loss = MSELoss()(model(x), y).item()
    try:
        require_finite(loss, model, MSELoss(), x, y)
    except FloatingPointError as problem:
        print("-", problem)


ask([1.0, np.nan], 1.0)
ask([1.0, 2.0], np.inf)
ask([1.0, 2.0], -1.0)

# %% [markdown]
# ## 7. One step
#
# All the parts of a step are there. Their order matters, and each wrong order is a known bug: gradients of the last
# step must be gone; the loss is to be looked at before anything moves; clipping comes between the gradients and the
# step that uses them.

# %% exercise="train_step"
#| export
# exercise: train_step
def train_step(model, loss_fn, optimizer, x, y, max_norm=None, size=None):
    """Make one step of `optimizer` for the batch x, y, and return the loss before it, a float.

    The batch goes through in pieces of `size`. If `max_norm` is given, `optimizer.parameters()` are clipped to it.
    `require_finite` is asked about the loss; if it raises, no parameter has moved.
    """
    ### BEGIN SOLUTION
    optimizer.zero_grad()
    loss = accumulate_gradients(model, loss_fn, x, y, size)
    require_finite(loss, model, loss_fn, x, y)
    if max_norm is not None:
        clip_grad_norm_(optimizer.parameters(), max_norm)
    optimizer.step()
    return loss
    ### END SOLUTION

# %% check="train_step" points=4 hidden=3
@scenario
def steps(x, y, count, max_norm=None, size=None, lr=0.1):
    """Losses and weights of a Linear(2, 1, bias=False), from weights 1, 2, after each of some steps of SGD."""
    layer = Linear(2, 1, bias=False)
    layer.weight[...] = [[1.0, 2.0]]
    optimizer, losses, weights = SGD(layer.parameters(), lr=lr), [], []
    for _ in range(count):
        losses.append(train_step(layer, MSELoss(), optimizer, Tensor(x), Tensor(y), max_norm, size))
        weights.append(layer.weight.tolist()[0])
    return losses, weights


@scenario
def step_on_nan():
    layer = Linear(2, 1, bias=False)
    layer.weight[...] = [[1.0, 2.0]]
    try:
        train_step(layer, MSELoss(), SGD(layer.parameters(), lr=0.1), Tensor([[1.0, np.nan]]), Tensor([[1.0]]))
    except FloatingPointError as problem:
        return str(problem), layer.weight.tolist()
    return "no error", layer.weight.tolist()


x, y = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[0.0], [0.0]])
losses, weights = steps(x, y, 2)
expect_close(losses, [2.5, 2.025], call="losses of two steps, x = eye, y = 0, weights 1 and 2, SGD with lr 0.1",
             why="(1 + 4) / 2, and then with weights that are a tenth smaller")
expect_close(weights, [[0.9, 1.8], [0.81, 1.62]], call="weights after each of the two steps",
             why="the second step uses its own gradients only")
expect_close(steps(x, y, 1, max_norm=0.5)[1], [[1 - 0.05 / 5**0.5, 2 - 0.1 / 5**0.5]],
             call="weights after one step with max_norm=0.5", why="the gradient [1, 2] is clipped before the step")
expect_equal(step_on_nan(), ("the loss is nan: the input is nan at [0, 1]", [[1.0, 2.0]]),
             call="train_step on an input with NaN: the error, and the weights afterwards",
             why="stop before the step, or the weights are lost as well")
### BEGIN HIDDEN TESTS
x, y = rng.normal(size=(7, 2)), rng.normal(size=(7, 1))
w, expected = np.array([[1.0, 2.0]]), []
for _ in range(4):
    error = x @ w.T - y
    gradient = 2 * error.T @ x / 7
    length = np.sqrt((gradient ** 2).sum())
    w = w - 0.05 * gradient * min(1, 1.0 / length)
    expected.append(w[0])
for size in (None, 3):
    losses, weights = steps(x, y, 4, max_norm=1.0, size=size, lr=0.05)
    expect_close(np.array(weights), np.array(expected), rtol=1e-4, atol=1e-5,
                 call=f"weights after four steps, max_norm=1, size={size}")


@scenario
def rows_and_question(size):
    """Rows that the model saw at once, and the words of the error when the loss alone is not finite."""
    class Watched(Module):
        def __init__(self):
            self.scale, self.seen = Parameter([1.0]), []

        def forward(self, x):
            self.seen.append(x.shape[0])
            return x * self.scale

    def endless(out, y):
        return ((out - y) * 1e30 * 1e30).mean()

    model, x, y = Watched(), Tensor([[1.0], [2.0], [3.0]]), Tensor([[0.0], [0.0], [0.0]])
    train_step(model, MSELoss(), SGD(model.parameters(), lr=0.1), x, y, size=size)
    seen = list(model.seen)
    try:
        with np.errstate(over="ignore"):
            train_step(model, endless, SGD(model.parameters(), lr=0.1), x, y)
    except FloatingPointError as problem:
        return seen, str(problem).rpartition(" ")[2]
    return seen, "no error"


@scenario
def step_with_a_past(max_norm):
    """Two parameters, of which the optimizer knows one; both have gradients from before."""
    class Pair(Module):
        def __init__(self):
            self.known, self.other = Parameter([1.0]), Parameter([1.0])

        def forward(self, x): return x * self.known * 3 + x * self.other * 4

    model = Pair()
    for parameter in (model.known, model.other):
        parameter.grad = np.array([100.0], np.float32)
    optimizer = SGD([model.known], lr=1.0)
    train_step(model, lambda out, y: (out - y).mean(), optimizer, Tensor([1.0]), Tensor([0.0]), max_norm)
    return model.known.tolist()


expect_close(step_with_a_past(None), [-2.0], call="a parameter 1 with gradient 3, lr 1, after a step; 100 was there before",
             why="the gradients of this batch only: what was there before is zeroed first")
expect_close(step_with_a_past(1.0), [0.0], call="the same with max_norm=1; a parameter that the optimizer does not move",
             why="optimizer.parameters() are clipped: what stays where it is takes no part in their length")
expect_close(step_with_a_past(0.0), [1.0], call="the same with max_norm=0", why="0 was given, and None was not")
expect_equal(rows_and_question(2), ([2, 1], "mul"),
             call="rows that the model saw at once for size=2; which operation is named when the loss overflows",
             why="the batch goes through in pieces of size; require_finite is asked with the same loss_fn")
### END HIDDEN TESTS

# %% [markdown]
# ## 8. When to stop
#
# The loss on the training data falls as long as you like. On data that the model has never seen it falls, and then
# rises: the model begins to learn its examples by heart. **Early stopping** watches a loss that is measured after each
# epoch, and ends training when it has not improved for `patience` epochs in a row.
#
# What is an improvement? Remember a **bar**: the loss of the last epoch that improved (infinite at first). An epoch
# improves if its loss is below the bar by more than `min_delta`, and then becomes the bar. Stop if the last `patience`
# epochs did not improve.

# %% exercise="should_stop"
#| export
# exercise: should_stop
def should_stop(losses, patience, min_delta=0.0):
    """Return True if, at the end of `losses`, no epoch has improved for `patience` epochs.

    >>> [should_stop([3.0, 2.0, 2.5, 2.1, 1.9][:count], patience=2) for count in range(6)]
    [False, False, False, False, True, False]
    """
    ### BEGIN SOLUTION
    bar, since = math.inf, 0
    for loss in losses:
        since += 1
        if loss < bar - min_delta:
            bar, since = loss, 0
    return since >= patience
    ### END SOLUTION

# %% check="should_stop" points=3 hidden=3
expect_equal([should_stop([5.0, 4.0, 3.0, 3.5, 3.2, 3.1][:n], 3) for n in range(1, 7)], [False] * 5 + [True],
             call="should_stop of the first 1 to 6 of [5, 4, 3, 3.5, 3.2, 3.1], patience=3",
             why="compared with the bar, which is 3, not with the epoch before: 3.2 and 3.1 are no improvement")
for losses, patience, stop in (([1.0, 0.95, 0.92, 0.89], 3, False), ([1.0, 0.95, 0.92, 0.91], 3, True),
                               ([1.0, 0.95, 0.89, 0.86], 2, False)):
    expect_equal(should_stop(losses, patience, 0.1), stop, call=f"should_stop({losses}, {patience}, min_delta=0.1)",
                 why="0.95 does not move the bar from 1: small gains add up, and 0.89 improves, but 0.91 does not")
expect_equal(should_stop([3.0, 2.0, 2.5, 2.1, 1.9], 2), False, call="should_stop([3, 2, 2.5, 2.1, 1.9], 2)",
             why="what counts is the end: two epochs did not improve, but the last one did")
### BEGIN HIDDEN TESTS
def slow(losses, patience, min_delta):
    best, when = float("inf"), 0
    for n, loss in enumerate(losses):
        if best - loss > min_delta:
            best, when = loss, n
    return len(losses) - 1 - when >= patience


for _ in range(30):
    losses, patience = rng.integers(0, 8, size=int(rng.integers(1, 12))).astype(float).tolist(), int(rng.integers(1, 5))
    expect_equal(should_stop(losses, patience, 0.5), slow(losses, patience, 0.5),
                 call=f"should_stop({losses}, {patience}, min_delta=0.5)")
expect_equal(should_stop([1.0, float("nan"), float("nan")], 2), True, call="should_stop([1, nan, nan], 2)",
             why="NaN is no improvement")
expect_equal(should_stop([float("nan")] * 2, 2), True, call="should_stop([nan, nan], 2)")
expect_equal(should_stop([1.0, 1.0, 1.0], 2), True, call="should_stop([1, 1, 1], 2)", why="equal is no improvement")
expect_equal(should_stop([1.0, 0.9, 0.8], 2), False, call="should_stop([1, 0.9, 0.8], 2)", why="no min_delta")
expect_equal(should_stop([], 1), False, call="should_stop([], 1)")
### END HIDDEN TESTS

# %% [markdown]
# ## 9. A file that can be trusted
#
# A **checkpoint** is everything that the next epoch depends on, weights, the optimiser's averages, the scheduler's time,
# the state of the random generators, what early stopping keeps; and the record so far, the number of the epoch and the
# history. Three demands.
#
# It is **never unpickled**. Python's pickle runs code that the file names: who opens a stranger's checkpoint runs a
# stranger's program. We write arrays and JSON text, which are nothing but data.
#
# It is **complete**: what comes back equals what went in, with types. JSON knows no tuples, no arrays, and only text
# for keys. So each container says what it is. Here is the reader; you write the writer.

# %% given="unpack_state"
#| export
def unpack_state(form, arrays):
    """What `pack_state` was given: `form` is its result, `arrays` the list of arrays that it filled."""
    if not isinstance(form, dict):
        return form                                      # None, True, False, a number, a string
    (kind, content), = form.items()                      # a dict with one entry
    if kind == "array":
        return arrays[content]                           # its place in the list
    if kind == "dict":
        return {key: unpack_state(value, arrays) for key, value in content}          # a list of pairs
    values = [unpack_state(value, arrays) for value in content]
    return tuple(values) if kind == "tuple" else values                              # "tuple" or "list"

# %%
form = {"dict": [["epoch", 3], [0, {"array": 0}], ["betas", {"tuple": [0.9, 0.999]}]]}
unpack_state(json.loads(json.dumps(form)), [np.array([1.0, 2.0])])

# %% exercise="pack_state"
#| export
# exercise: pack_state
def pack_state(value, arrays):
    """Return `value` in the form that `unpack_state` reads, and append the arrays in it to the list `arrays`.

    Dicts, lists and tuples may hold each other at any depth; NumPy's scalars become Python's. TypeError, naming the
    type, for anything but these, None, bool, int, float, str and arrays of numbers or booleans: an array of text or of
    objects is refused, too.

    >>> pack_state([1, (True, None)], [])
    {'list': [1, {'tuple': [True, None]}]}
    """
    ### BEGIN SOLUTION
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
        arrays.append(value)
        return {"array": len(arrays) - 1}
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, dict):
        return {"dict": [[key, pack_state(inner, arrays)] for key, inner in value.items()]}
    if isinstance(value, (list, tuple)):
        kind = "tuple" if isinstance(value, tuple) else "list"
        return {kind: [pack_state(inner, arrays) for inner in value]}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"a checkpoint holds plain data and arrays, not {type(value).__name__}")
    ### END SOLUTION

# %% check="pack_state" points=4 hidden=4
@scenario
def there_and_back(value):
    """The form as JSON text, the arrays, and what comes back from both."""
    arrays = []
    text = json.dumps(pack_state(value, arrays))
    return text, arrays, unpack_state(json.loads(text), arrays)


text, arrays, back = there_and_back({"epoch": 3, 0: np.array([1.5, 2.5]), "betas": (0.9, 0.999), "none": [None, True]})
expect_equal(text, '{"dict": [["epoch", 3], [0, {"array": 0}], ["betas", {"tuple": [0.9, 0.999]}], '
                   '["none", {"list": [null, true]}]]}', call="json.dumps(pack_state({...}, arrays))",
             why="every container says its kind, so that 0 stays a number and a tuple a tuple")
expect_close(np.array(arrays), [[1.5, 2.5]], call="arrays after pack_state({...}, arrays)",
             why="arrays are kept apart, with all their bits")
expect_equal(back["betas"], (0.9, 0.999), call="unpack_state(...)['betas']")


@scenario
def pack_what_is_no_data(kind):
    return pack_state({"metric": [{"a function": len, "objects": np.array([None]), "text": np.array(["a"])}[kind]]}, [])


expect_raises(TypeError, lambda: pack_what_is_no_data("a function"), match="builtin_function",
              call="pack_state({'metric': [len]}, [])",
              why="only pickle could store a function, and reading it would run code")
for kind in ("objects", "text"):
    expect_raises(TypeError, lambda: pack_what_is_no_data(kind), match="ndarray",
                  call=f"pack_state of an array of {kind}",
                  why="arrays hold numbers or booleans; NumPy would pickle objects behind your back")
### BEGIN HIDDEN TESTS
state = {"state": {0: {"step": 7, "m": rng.normal(size=(2, 3)).astype(np.float32)}, 1: {}},
         "rng": {"state": 2**127 + 12345, "name": "PCG64"}, "history": [{"loss": 0.1 + 0.2, "epoch": 1}],
         "nested": ((), [()])}
_, arrays, back = there_and_back(state)
expect_equal(back, state, call="unpack_state of pack_state of a nested state",
             why="the same keys, kinds and numbers, however deep, and with all digits")
expect_equal(len(arrays), 1, call="len(arrays)")


@scenario
def kinds():
    arrays = []
    forms = [pack_state(value, arrays) for value in (np.float32(0.5), np.int64(3), np.bool_(True), np.array(2.0))]
    return json.dumps(forms), len(arrays), arrays[0].shape


@scenario
def arrays_everywhere():
    arrays = []
    value = [np.array([1.0]), (np.array([2.0]), {"c": np.array([3.0])}), [np.array([4.0])]]
    form = pack_state(value, arrays)
    return form, [array.tolist() for array in arrays], len(value)


expect_equal(arrays_everywhere(), ({"list": [{"array": 0}, {"tuple": [{"array": 1}, {"dict": [["c", {"array": 2}]]}]},
                                             {"list": [{"array": 3}]}]}, [[1.0], [2.0], [3.0], [4.0]], 3),
             call="pack_state([a, (b, {'c': c}), [d]], arrays); arrays; len of the list afterwards",
             why="every array by its number in the one list, wherever it was found")
expect_equal(kinds(), ('[0.5, 3, true, {"array": 0}]', 1, ()), call="pack_state of NumPy scalars and of a 0-d array",
             why="NumPy's scalars become Python's; an array stays one")


@scenario
def dtypes_kept():
    arrays = []
    for dtype in ("bool", "int8", "uint16", "float64", "complex64"):
        pack_state(np.ones(2, dtype), arrays)
    return [array.dtype.name for array in arrays]


expect_equal(dtypes_kept(), ["bool", "int8", "uint16", "float64", "complex64"],
             call="dtypes of the arrays, packed as bool, int8, uint16, float64, complex64")


@scenario
def pack_days():
    return pack_state([np.array(["2020-02-29"], dtype="datetime64[D]")], [])


expect_raises(TypeError, pack_days, match="ndarray", call="pack_state of an array of days")
### END HIDDEN TESTS

# %% [markdown]
# Third, it is written **atomically**. If the machine stops while a file is being written, half a file is left, and the
# good one of the hour before is gone with it. So write beside it, in the same folder, under another name; make sure
# that the bytes are on the disk (`file.flush()`, then `os.fsync` of the file's `fileno()`); and then `os.replace`,
# which swaps the name in one go: whoever looks sees the old file or the new one, never half of one. And if anything
# fails on the way, remove the part and let the error through.

# %% exercise="write_atomically"
#| export
# exercise: write_atomically
def write_atomically(path, content):
    """Replace the file `path`, a string or a Path, by the bytes `content`, at once or not at all.

    If that fails, the error comes through. In any case nothing else is left in the folder.
    """
    ### BEGIN SOLUTION
    path = Path(path)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(part, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)                     # only there if something failed
    ### END SOLUTION

# %% check="write_atomically" points=3 hidden=4
@scenario
def write_and_look(failing=None, before=b"old"):
    """What happened to the file, in which order, and what is in the folder; `failing` names a call that raises."""
    called, said, originals = [], None, (os.fsync, os.replace)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "state.npz")
        if before is not None:
            Path(path).write_bytes(before)

        def watched(name, original):
            def call(*arguments, **named):
                kept = Path(path).read_bytes() if os.path.exists(path) else None
                if name == "fsync":                      # are all bytes out of Python's own buffer?
                    ready = os.fstat(getattr(arguments[0], "fileno", lambda: arguments[0])()).st_size == 11
                else: ready = os.path.dirname(os.path.abspath(arguments[0])) == os.path.abspath(folder)
                called.append((name, kept == before, ready))
                if name == failing:
                    raise OSError("the disk is full")
                return original(*arguments, **named)
            return call

        os.fsync, os.replace = watched("fsync", originals[0]), watched("replace", originals[1])
        try:
            write_atomically(path, b"new content")
        except OSError as problem:
            said = str(problem)
        finally:
            os.fsync, os.replace = originals
        return called, said, {name: Path(folder, name).read_bytes() for name in sorted(os.listdir(folder))}


called, said, files = write_and_look()
expect_equal(files, {"state.npz": b"new content"},
             call="the folder after write_atomically('state.npz', b'new content')")
expect_equal(called, [("fsync", True, True), ("replace", True, True)],
             call="os.fsync, os.replace: was the old file still whole? was all flushed, is the part in this folder?",
             why="first the bytes are safe on the disk, then the name is swapped; until then the old file is whole")
_, said, files = write_and_look("replace")
expect_equal((said, files["state.npz"], len(files)), ("the disk is full", b"old", 1),
             call="error, file and number of files when os.replace fails", why="the old file is whole, no rubbish is left")
### BEGIN HIDDEN TESTS
@scenario
def written(files, name, content, problem, failing="", as_path=False):
    """What went wrong, and what is then in a folder that held `files`; the call named `failing` raises `problem`."""
    originals, said = (os.fsync, os.replace), None

    def refuse(*arguments, **named): raise OSError(problem)

    with tempfile.TemporaryDirectory() as folder:
        for each, data in files.items():
            Path(folder, each).write_bytes(data)
        if failing:
            setattr(os, failing, refuse)
        try:
            write_atomically(Path(folder, name) if as_path else os.path.join(folder, name), content)
        except OSError as error:
            said = str(error)
        finally:
            os.fsync, os.replace = originals
        return said, {each: Path(folder, each).read_bytes() for each in sorted(os.listdir(folder))}


def drawn_bytes(): return rng.bytes(int(rng.integers(1, 5000)))


for failing in ("", "fsync", "replace"):
    for as_path in (False, True):
        names = [f"state{n}.npz" for n in rng.permutation(999)[:3].tolist()]
        files = {name: drawn_bytes() for name in sorted(names)}
        content, problem = drawn_bytes(), f"problem {int(rng.integers(1000))}"
        expected = (problem, files) if failing else (None, {**files, names[0]: content})
        expect_equal(written(files, names[0], content, problem, failing, as_path), expected,
                     call=f"error and folder after write_atomically({names[0]!r}, {len(content)} bytes), failing: "
                          f"{failing or 'nothing'}, as a Path: {as_path}",
                     why="the whole new file or the whole old one, and nothing else; the error comes through")
name = f"new{int(rng.integers(1000))}.npz"
expect_equal(written({}, name, b"", ""), (None, {name: b""}), call=f"the folder, no file there before, after "
             f"write_atomically({name!r}, b'')")
### END HIDDEN TESTS

# %% given="files"
#| export
def save_state(path, state):
    """Write a state (plain data and arrays, nested) into a file, at once or not at all."""
    arrays, content = [], io.BytesIO()
    text = json.dumps(pack_state(state, arrays))
    named = {f"array_{place}": array for place, array in enumerate(arrays)}
    np.savez(content, form=np.frombuffer(text.encode(), np.uint8), **named)
    write_atomically(path, content.getvalue())


def load_state(path):
    """The state that `save_state` wrote. Nothing in the file is executed; ValueError if it is not such a file."""
    try:
        with np.load(io.BytesIO(Path(path).read_bytes()), allow_pickle=False) as file:
            form = json.loads(bytes(file["form"]).decode())
            arrays = [file[f"array_{place}"] for place in range(len(file.files) - 1)]
        return unpack_state(form, arrays)
    except (ValueError, TypeError, KeyError, IndexError, EOFError, AttributeError, zipfile.BadZipFile) as problem:
        raise ValueError(f"{path} is not a checkpoint, or is damaged: {problem}") from problem

# %% [markdown]
# ## 10. Somebody is waiting
#
# Training takes minutes or days, and a line that grows says that it lives. `[#####---------------]` has a width of 20
# and five of it filled: as many as `width * done / total`, rounded down. Numbers follow, with four digits after the
# point.

# %% exercise="progress_line"
#| export
# exercise: progress_line
def progress_line(done, total, width=20, **numbers):
    """Return a line of text: a bar of # and -, rounded down, then done/total, then each number with its name.

    >>> progress_line(5, 20, width=8, loss=0.25, accuracy=1)
    '[##------] 5/20 loss 0.2500 accuracy 1.0000'
    """
    ### BEGIN SOLUTION
    filled = width * done // total
    bar = "#" * filled + "-" * (width - filled)
    return " ".join([f"[{bar}]", f"{done}/{total}", *(f"{name} {value:.4f}" for name, value in numbers.items())])
    ### END SOLUTION

# %% check="progress_line" points=2 hidden=1
expect_equal(progress_line(3, 4, width=8), "[######--] 3/4", call="progress_line(3, 4, width=8)")
expect_equal(progress_line(2, 3, width=4, loss=2 / 3), "[##--] 2/3 loss 0.6667",
             call="progress_line(2, 3, width=4, loss=2 / 3)", why="two thirds of four are 2.67: two full places")
### BEGIN HIDDEN TESTS
for _ in range(8):
    total, width = (int(n) for n in rng.integers(2, 60, size=2))
    done = int(rng.integers(total + 1))
    names = [f"{word}{int(rng.integers(99))}" for word in ("zeta", "alpha")]
    numbers = dict(zip(names, rng.normal(size=2).tolist()))
    bar = "".join("#" if (place + 1) * total <= done * width else "-" for place in range(width))
    expect_equal(progress_line(done, total, width, **numbers),
                 f"[{bar}] {done}/{total}" + "".join(" %s %.4f" % pair for pair in numbers.items()),
                 call=f"progress_line({done}, {total}, {width}, **{numbers})",
                 why="a place is full when its whole share is done; numbers in the order in which they are given")
for done in range(8):
    line = progress_line(done, 7)
    expect_equal((line.count("#"), line.count("-"), len(line)), (20 * done // 7, 20 - 20 * done // 7, 26),
                 call=f"progress_line({done}, 7)")
### END HIDDEN TESTS

# %% [markdown]
# ## 11. The trainer
#
# Everything together. Read `fit`: it is the loop that you know, with your functions in it. `callbacks` are functions
# that are called with the trainer after every epoch; early stopping and checkpoints are two of them, and you can write
# your own. Randomness comes from `rng`, from each `Dropout` and from module 03's `default_generator`, so the states of
# all of them are saved; and so is what a callback keeps, if it has a `state_dict`, as early stopping has.

# %% given="Trainer"
#| export
class Trainer:
    """Trains a model: `fit` steps through the data, `evaluate` measures, `history` has one dict for each epoch."""

    def __init__(self, model, loss_fn, optimizer, scheduler=None, *, metrics=None, max_norm=None,
                 micro_batch_size=None):
        if micro_batch_size is not None and getattr(loss_fn, "reduction", "mean") != "mean":
            raise ValueError(f"pieces of a batch need a loss that is a mean, not reduction={loss_fn.reduction!r}")
        self.model, self.loss_fn, self.optimizer, self.scheduler = model, loss_fn, optimizer, scheduler
        self.metrics, self.max_norm, self.micro_batch_size = metrics or {}, max_norm, micro_batch_size
        self.epoch, self.history, self.stop = 0, [], False
        self.rng, self.resumed = None, None              # resumed: the state that the next fit's rng starts from
        self.keeping, self.kept = {}, {}                 # callbacks with a state, and states that are still to be taken

    def fit(self, x, y, epochs=1, batch_size=32, rng=None, *, validation=None, callbacks=(), progress=False):
        """Train for `epochs` more epochs and return `history`. Without any rng the rows keep their order.

        `validation` is a pair (x, y) that is evaluated after each epoch. A callback may set `trainer.stop = True`. If
        it has a `state_dict`, its state is part of the trainer's, and taken up again by the first fit after `load`.
        """
        x, y, self.stop = as_tensor(x), as_tensor(y), False
        self.rng = self.rng if rng is None else rng
        if self.resumed is not None:
            self.rng = self.rng or np.random.default_rng(0)
            self.rng.bit_generator.state, self.resumed = self.resumed, None
        self._take_up(callbacks)
        for _ in range(epochs):
            record = {"epoch": self.epoch + 1, "lr": float(self.optimizer.param_groups[0]["lr"])}
            record["loss"] = self._epoch(x, y, batch_size, progress)
            if validation is not None:
                record |= {f"val_{name}": value for name, value in self.evaluate(*validation).items()}
            if self.scheduler is not None:
                self.scheduler.step()
            self.epoch = record["epoch"]
            self.history.append(record)
            for callback in callbacks:
                callback(self)
            if self.stop:
                break
        return self.history

    def _take_up(self, callbacks):
        """Give the callbacks with a state the one that was loaded: to the first of them that of the first, and so on."""
        able = [callback for callback in callbacks if hasattr(callback, "state_dict")]
        self.keeping = {f"{type(callback).__name__} {place}": callback for place, callback in enumerate(able)}
        for name in self.kept.keys() & self.keeping.keys():
            self.keeping[name].load_state_dict(self.kept[name])
        self.kept = {}

    def _epoch(self, x, y, batch_size, progress):
        """The mean loss of one epoch of steps."""
        self.model.train()
        losses, counts, total = [], [], -(-x.shape[0] // batch_size)
        for number, (some_x, some_y) in enumerate(batches(x, y, batch_size, self.rng), start=1):
            try:
                losses.append(train_step(self.model, self.loss_fn, self.optimizer, some_x, some_y,
                                         self.max_norm, self.micro_batch_size))
            except FloatingPointError as problem:
                raise FloatingPointError(f"epoch {self.epoch + 1}, batch {number} of {total}: {problem}") from None
            counts.append(some_x.shape[0])
            if progress:
                line = progress_line(number, total, loss=weighted_mean(losses, counts))
                sys.stdout.write(f"\repoch {self.epoch + 1} {line}" + "\n" * (number == total))
                sys.stdout.flush()
        return weighted_mean(losses, counts)

    def evaluate(self, x, y, batch_size=256):
        """The mean loss and metrics on data, as a dict; the model stays as it is."""
        found, counts = {name: [] for name in ("loss", *self.metrics)}, []
        with evaluation(self.model):
            for some_x, some_y in batches(x, y, batch_size):
                scores = self.model(some_x)
                found["loss"].append(self.loss_fn(scores, some_y).item())
                for name, metric in self.metrics.items():
                    found[name].append(metric(scores.data, some_y.data))
                counts.append(some_x.shape[0])
        return {name: weighted_mean(values, counts) for name, values in found.items()}

    def _generators(self):
        """The random generators of the model's parts by name, and the one that all layers share."""
        named = {f"part {place}": getattr(part, "rng", None) for place, part in enumerate(self.model.modules())}
        held = {name: generator for name, generator in named.items() if isinstance(generator, np.random.Generator)}
        return {"layers": default_generator, **held}

    def state_dict(self):
        """A copy of everything that the next epoch depends on, and of the record so far, as plain data and arrays."""
        return {"model": self.model.state_dict(), "optimizer": self.optimizer.state_dict(),
                "scheduler": None if self.scheduler is None else self.scheduler.state_dict(),
                "rng": self.resumed if self.rng is None else self.rng.bit_generator.state,
                "generators": {name: rng.bit_generator.state for name, rng in self._generators().items()},
                "callbacks": self.kept | {name: callback.state_dict() for name, callback in self.keeping.items()},
                "epoch": self.epoch, "history": [dict(record) for record in self.history]}

    def load_state_dict(self, state):
        """Take over the state of such a trainer. Everything must fit, else nothing is changed."""
        generators, before = self._generators(), self.model.state_dict()
        if (state["scheduler"] is None) != (self.scheduler is None) or state["generators"].keys() != generators.keys():
            raise ValueError("this state is of a trainer with another scheduler, or a model with other random parts")
        self.model.load_state_dict(state["model"])
        try:
            self.optimizer.load_state_dict(state["optimizer"])
        except ValueError:
            self.model.load_state_dict(before)
            raise
        if self.scheduler is not None:
            self.scheduler.load_state_dict(state["scheduler"])
        for name, rng in generators.items():
            rng.bit_generator.state = state["generators"][name]
        self.resumed, self.rng = state["rng"], None
        self.kept, self.keeping = dict(state["callbacks"]), {}
        self.epoch, self.history = state["epoch"], [dict(record) for record in state["history"]]

    def save(self, path): save_state(path, self.state_dict())
    def load(self, path): self.load_state_dict(load_state(path))

# %% given="callbacks"
#| export
class EarlyStopping:
    """Stops training when history[key] has not improved for `patience` epochs; puts back the best weights seen."""

    def __init__(self, patience=5, min_delta=0.0, key="val_loss", restore_best=True):
        self.patience, self.min_delta, self.key, self.restore_best = patience, min_delta, key, restore_best
        self.best = (math.inf, None)

    def state_dict(self): return {"best": self.best}
    def load_state_dict(self, state): self.best = state["best"]

    def __call__(self, trainer):
        if self.key not in trainer.history[-1]:
            raise ValueError(f"there is no {self.key!r} in the history: give fit validation=(x, y), "
                             f"or watch another of {', '.join(trainer.history[-1])}")
        losses = [record[self.key] for record in trainer.history if self.key in record]
        if losses[-1] < self.best[0]:
            self.best = (losses[-1], trainer.model.state_dict())
        if should_stop(losses, self.patience, self.min_delta):
            trainer.stop = True
            if self.restore_best and self.best[1] is not None:
                trainer.model.load_state_dict(self.best[1])


class Checkpoint:
    """Saves the trainer after every `every` epochs. Give it last: it saves what the callbacks before it have seen."""

    def __init__(self, path, every=1):
        self.path, self.every = path, every

    def __call__(self, trainer):
        if trainer.epoch % self.every == 0:
            trainer.save(self.path)


class Curves:
    """Curves of a history; a notebook shows them as SVG: Curves(trainer.history, "loss", "val_loss")."""

    COLORS = ("#0a58ca", "#b35900", "#1a7f37", "#8250df")

    def __init__(self, history, *keys):
        self.series = {key: [record[key] for record in history if key in record] for key in keys}

    def _repr_svg_(self):
        top = max(max(values) for values in self.series.values()) or 1.0
        drawn = [f'<text x="4" y="20">{top:.3g}</text><text x="4" y="200">0</text>',
                 '<path d="M 45 10 L 45 200 L 590 200" fill="none" stroke="#8c959f"/>']
        for place, (color, (key, values)) in enumerate(zip(self.COLORS, self.series.items())):
            step = 540 / max(len(values) - 1, 1)
            line = " L ".join(f"{45 + n * step:.1f} {200 - 190 * value / top:.1f}" for n, value in enumerate(values))
            drawn += [f'<path d="M {line}" fill="none" stroke="{color}" stroke-width="2"/>',
                      f'<text x="{60 + 130 * place}" y="222" fill="{color}">{key}</text>']
        head = '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="232" font-family="sans-serif" role="img">'
        title = "<title>Curves of a training run, over its epochs</title>"
        return "\n".join([head, title, '<rect width="600" height="232" fill="#ffffff"/>', *drawn, "</svg>"])

# %% [markdown]
# ## 12. A run
#
# Three arms of a spiral, with noise, one label in ten drawn anew, and few examples for a network of this size: it
# begins to learn them by heart, some of the wrong labels included.

# %%
def spiral(count, rng):
    labels = np.arange(count) % 3
    turn = rng.uniform(0.3, 2.2, size=count)
    angle = 2.1 * labels + 2.5 * turn + rng.normal(0, 0.3, size=count)
    labels = np.where(rng.random(count) < 0.1, rng.integers(0, 3, size=count), labels)             # some are wrong
    return np.stack([turn * np.cos(angle), turn * np.sin(angle)], axis=1), labels


def new_trainer(epochs=50):
    generator = np.random.default_rng(7)
    model = Sequential(Linear(2, 64, rng=generator), ReLU(), Dropout(0.1, rng=generator),
                       Linear(64, 64, rng=generator), ReLU(), Linear(64, 3, rng=generator))
    optimizer = AdamW(model.parameters(), lr=0.01)
    return Trainer(model, CrossEntropyLoss(), optimizer, CosineAnnealingLR(optimizer, T_max=epochs),
                   metrics={"accuracy": accuracy}, max_norm=5.0)


data = np.random.default_rng(1)
train_x, train_y = spiral(240, data)
unseen_x, unseen_y = spiral(300, data)
trainer = new_trainer()
trainer.fit(train_x, train_y, epochs=50, batch_size=32, rng=np.random.default_rng(3), validation=(unseen_x, unseen_y))
for record in trainer.history[::10]:
    print({name: round(value, 4) for name, value in record.items()})
print("seen:", trainer.evaluate(train_x, train_y), "never seen:", trainer.evaluate(unseen_x, unseen_y), sep="\n")

# %%
Curves(trainer.history, "loss", "val_loss", "val_accuracy")

# %% [markdown]
# The training loss goes on falling; the other one turns. With early stopping:

# %%
trainer, early = new_trainer(), EarlyStopping(patience=8)
trainer.fit(train_x, train_y, epochs=50, rng=np.random.default_rng(3), validation=(unseen_x, unseen_y),
            callbacks=[early])
print(f"stopped after epoch {trainer.epoch}, best loss {early.best[0]:.4f}:", trainer.evaluate(unseen_x, unseen_y))

# %% [markdown]
# The loss is better than at the end of the first run, 0.52 against 0.58. The accuracy is not, 0.88 against 0.90: later
# the model was right a little more often, and where it was wrong, surer of it. Early stopping watches one number, and no
# other has to follow.
#
# To be strict: data that decide when to stop are no longer unseen. A third portion, looked at once, at the end, gives
# the number that you may report.
#
# ## 13. Stopped in the night
#
# Six epochs in one go, against three, a checkpoint, a new process's worth of new objects, and three more:

# %%
with tempfile.TemporaryDirectory() as folder:
    whole, first, second = new_trainer(), new_trainer(), new_trainer()
    whole.fit(train_x, train_y, epochs=6, rng=np.random.default_rng(3))
    first.fit(train_x, train_y, epochs=3, rng=np.random.default_rng(3), callbacks=[Checkpoint(Path(folder, "run.npz"))])
    second.load(Path(folder, "run.npz"))
    second.fit(train_x, train_y, epochs=3, rng=np.random.default_rng(999))            # its state is replaced
    size = os.path.getsize(Path(folder, "run.npz"))
same = all(np.array_equal(a.data, b.data) for a, b in zip(whole.model.parameters(), second.model.parameters()))
print(f"all bits equal: {same}; {size:,} bytes for {sum(p.data.nbytes for p in whole.model.parameters()):,} of weights")

# %% [markdown]
# A little more than three times the weights, because Adam's averages are in it. Leave out the weights, the averages, the
# schedule or a generator that is used, and `same` is False; epoch and history only keep the record, which early stopping
# reads.
#
# ## 14. What an epoch costs

# %%
images, labels = np.random.default_rng(0).normal(size=(2048, 64)).astype(np.float32), np.arange(2048) % 10
for batch_size in (1, 8, 64, 512):
    model, rows = MLP([64, 64, 10], rng=np.random.default_rng(1)), min(2048, 256 * batch_size)
    trainer, taken = Trainer(model, CrossEntropyLoss(), SGD(model.parameters(), lr=0.01)), []
    for _ in range(3):
        start = time.perf_counter()
        trainer.fit(images[:rows], labels[:rows], epochs=1, batch_size=batch_size)
        taken.append(time.perf_counter() - start)
    print(f"batches of {batch_size:>3}: {rows / min(taken):>9,.0f} examples a second, "
          f"{min(taken) / (rows / batch_size) * 1e3:.2f} ms a step")

# %% [markdown]
# A step has a fixed price, Python's, whatever the batch; larger batches share it, up to the size at which the arithmetic
# takes longer than Python. But an epoch of large batches has fewer steps.
#
# ## The same in PyTorch
#
# PyTorch has no trainer of its own; everybody writes this loop, or takes a library's.
#
# ```python
# import torch
# from torch import nn
#
# w = nn.Parameter(torch.zeros(2))
# w.grad = torch.tensor([3.0, 4.0])
# print(nn.utils.clip_grad_norm_([w], max_norm=1.0), w.grad)
#
# model = nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.5)).eval()
# with torch.no_grad():
#     print(model.training, model(torch.ones(1, 2)).requires_grad)
# ```
#
# ```text
# tensor(5.) tensor([0.6000, 0.8000])
# False False
# ```
#
# Deliberate differences: `torch.save` pickles, and `torch.load` refuses unknown classes only since `weights_only=True`
# is the default; our files hold no code. If the length is infinite, PyTorch's clipping multiplies by $c/\infty$: finite
# gradients become 0, infinite ones NaN. Ours leaves them.

# %% [markdown] question="q1" points=10
# **The number you report.** A colleague evaluates after each epoch with `loss_fn(model(x), y).item()` on batches of 64,
# averages the results with `np.mean`, and reports the best epoch. Name every flaw you can find (there are at least
# three), say for each in which direction the number is wrong and by what size it could be, with numbers from your run
# where you have them, and which of your functions or lines avoids it. What does forgetting `no_grad` cost, and what
# does it not change?

# %% [markdown] question="q2" points=10
# **The same step.** Explain with your `accumulate_gradients` why pieces of 2, 2 and 1 examples give the gradient of
# five. What exactly is saved in memory, by your measurement in section 4, and what is paid in time? For which models
# or losses would it *not* be the same step (think of dropout, of `ignore_index`, of a layer that looks at the whole
# batch)? Why must clipping come after all pieces, and what would happen to Adam if you stepped after each piece?

# %% [markdown] question="q3" points=10
# **Stopped in the night.** Go through your `write_atomically` line by line: what does the folder hold if the power
# fails just after it, and what would be lost if the line were missing? Then through the parts of the checkpoint: for
# each, what would be different after resuming if it were left out (the weights, or only the record?), and would you
# notice? Why is nothing unpickled,
# and what do you do if a state holds something that `pack_state` refuses?

# %% [markdown]
# ## What comes next
#
# `tito module complete 07` finishes the first tier: from an array to a network that trains, stops and goes on, all of
# it yours. Three programs from history now run on your package: `tito milestone run perceptron`, `xor` and `mlp`. The
# second tier begins with data that do not fit into one array.
