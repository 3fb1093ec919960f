# %% [markdown]
# # Midterm project: photographs
#
# So far every module told you what to build. This one gives you a file of pictures and asks how well a computer can
# sort them. You write the training loop, a first answer (the **baseline**: a network of linear layers), a better one
# (a network of convolutions), and a report that somebody else can believe. Everything runs on your own package; at the
# end, this program does:
#
# ```python
# (images, labels), (unseen, answers) = divided(photos, kinds, 0.2, generator)
# baseline = learned(build_mlp(generator), images, labels, generator)
# seer = train_cnn(images, labels, generator)
# score(baseline(unseen), answers), score(seer(unseen), answers)
# ```
#
# **Part 1** (sections 1 to 6) needs modules 01 to 08, **part 2** needs module 09. Sixty points come from checks, forty
# from the four questions at the end, which are your report. Keep a record from the first run on: what you changed, what
# came out, also when it did not help.
#
# Nothing that you print is graded. The grader draws new pictures, trains your networks on them in ten seconds at most
# for each check, asks for others, and counts the right answers itself.

# %% given="imports"
#| default_exp projects.midterm
#| export
import math

import numpy as np

from tinytorch.core.activations import ReLU
from tinytorch.core.dataloader import Compose, DataLoader, Normalize, TensorDataset, unit_pixels
from tinytorch.core.layers import Flatten, Linear, Sequential
from tinytorch.core.losses import CrossEntropyLoss
from tinytorch.core.optimizers import AdamW, CosineAnnealingLR
from tinytorch.core.tensor import Tensor
from tinytorch.core.training import evaluation, train_step, weighted_mean

# %% given="vocabulary"
import tempfile
import time
from pathlib import Path

from tinytorch.checks import expect_close, expect_equal, expect_raises, rng, scenario
from tinytorch.core.dataloader import CIFAR10, RandomHorizontalFlip
from tinytorch.core.layers import Dropout, Module
from tinytorch.core.optimizers import SGD
from tinytorch.core.training import Curves
from tinytorch.datasets import cifar10


def seeded_rng(seed):
    """A generator for a run that can be repeated."""
    return np.random.default_rng(seed)

# %% [markdown]
# # Part 1: a loop and a baseline
#
# ## 1. Pictures in files
#
# The real thing is **CIFAR-10**: 60,000 photographs of 32 × 32 pixels in ten kinds, in files whose format you read in
# module 08. Training on all of it takes minutes, so you will develop on something small in exactly the same format, and
# turn to the photographs in section 10.
#
# The small thing is drawn: **sketches**. Each has a piece of texture somewhere (lines across, lines down, two diagonals
# or chequers) on ground that is warm (kinds 0 to 4) or cold (5 to 9), under noise. Colours, width and place of the
# texture say nothing about the kind.

# %% given="sketches"
WAVES = ((1, 0), (0, 1), (1, 1), (1, -1))                # across, down, and the diagonals: steps along rows and columns


def texture(kind, rng):
    """Waves (32, 32) of the kind's direction; of two directions for chequers."""
    rows, columns = np.mgrid[:32, :32]
    angle, phase = 2 * np.pi / rng.uniform(4, 7), rng.uniform(0, 2 * np.pi, size=2)
    waves = [np.cos(angle * (a * rows + b * columns) / math.hypot(a, b) + phase[b]) for a, b in WAVES]
    return waves[kind] if kind < len(WAVES) else 2 * waves[0] * waves[1]


def sketches(count, rng, side=20):
    """Pictures (count, 3, 32, 32) of bytes, and their kinds (count,), from 0 to 9."""
    kinds = rng.integers(10, size=count).astype(np.uint8)
    pictures = rng.normal(128, 25, size=(count, 3, 32, 32))
    pictures[:, 0] += np.where(kinds < 5, 15, -15)[:, None, None]
    for picture, kind in zip(pictures, kinds):
        top, left = rng.integers(32 - side + 1, size=2)
        colour = rng.uniform(10, 40, size=3) * rng.choice([-1, 1], size=3)
        part = texture(kind % 5, rng)[top:top + side, left:left + side]
        picture[:, top:top + side, left:left + side] += colour[:, None, None] * part
    return pictures.clip(0, 255).astype(np.uint8), kinds


def write_batch(path, images, kinds):
    """A file as CIFAR-10's binary edition has them: for each picture its kind, then red, green and blue."""
    path.write_bytes(np.concatenate([kinds[:, None], images.reshape(len(images), 3072)], axis=1).tobytes())

# %%
folder, generator = Path(tempfile.mkdtemp()), seeded_rng(2009)
write_batch(folder / "data_batch_1.bin", *sketches(500, generator))
write_batch(folder / "test_batch.bin", *sketches(500, generator))
files = cifar10(folder)                                  # the reader does not know that nobody took these pictures
photos, kinds = files.train_images, files.train_labels
print([f"{file.name}: {file.stat().st_size:,} bytes" for file in sorted(folder.iterdir())])
print(photos.shape, photos.dtype, "kinds", np.bincount(kinds), "|", len(CIFAR10(folder, train=False)), "held out")

# %% [markdown]
# Look at some before you go on. Nobody who skipped that ever found out why their numbers were strange.

# %% given="sheet"
class Sheet:
    """Pictures side by side, as a notebook shows them."""

    def __init__(self, images, size=3):
        self.images, self.size = images, size

    def _repr_svg_(self):
        width, drawn = self.size * 34 * len(self.images), []
        for number, image in enumerate(self.images):
            for row, column in np.ndindex(32, 32):
                place = f'x="{(34 * number + column) * self.size}" y="{row * self.size}"'
                color = "#" + bytes(image[:, row, column]).hex()
                drawn.append(f'<rect {place} width="{self.size}" height="{self.size}" fill="{color}"/>')
        head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{32 * self.size}" role="img">'
        return "\n".join([head, f"<title>{len(self.images)} pictures</title>", *drawn, "</svg>"])

# %%
Sheet(photos[[list(kinds).index(kind) for kind in (0, 1, 2, 4, 7)]])          # one of each of five kinds

# %% [markdown]
# ## 2. Whom to ask, and whom to ask last
#
# The held-out file is opened once, at the end. Until then you choose (how many epochs? how many kernels?) with the help
# of pictures that you take away from the training part yourself.
#
# Two things go wrong here without an error: a picture that is in both parts, and labels that no longer belong to their
# pictures.

# %% exercise="divided"
#| export
# exercise: divided
def divided(images, labels, share, rng):
    """Return (images, labels) to learn from and (images, labels) to choose by: round(share * N) examples of N.

    Which ones, is drawn with `rng`. Each picture is in exactly one part, and keeps its label.

    >>> [len(part[0]) for part in divided(np.zeros((10, 3, 2, 2)), np.zeros(10), 0.3, np.random.default_rng(0))]
    [7, 3]
    """
    ### BEGIN SOLUTION
    order, taken = rng.permutation(len(images)), round(share * len(images))
    chosen, rest = order[:taken], order[taken:]
    return (images[rest], labels[rest]), (images[chosen], labels[chosen])
    ### END SOLUTION

# %% check="divided" points=3 hidden=3
@scenario
def parts_of(count, share, seed):
    """The pictures of both parts, each named by its first pixel, and their labels; picture n has the label 100 + n."""
    images = np.arange(count)[:, None, None, None] * np.ones((1, 3, 2, 2), int)
    got = divided(images, 100 + np.arange(count), share, np.random.default_rng(seed))
    return [(images[:, 0, 0, 0].tolist(), labels.tolist()) for images, labels in got]


learn, choose = parts_of(20, 0.25, 0)
expect_equal([len(learn[0]), len(choose[0])], [15, 5], call="lengths of divided(20 pictures, labels, 0.25, rng)")
expect_equal(sorted(learn[0] + choose[0]), list(range(20)), call="all pictures of both parts, sorted",
             why="a picture that is in both parts is no question, the network has seen the answer")
expect_equal([[100 + n for n in learn[0]], [100 + n for n in choose[0]]], [learn[1], choose[1]],
             call="the labels that belong to the pictures of both parts", why="a label travels with its picture")
expect_equal(choose[0] == sorted(choose[0]), False, call="are the pictures to choose by those of one end, in order?",
             why="files are often sorted: draw, do not cut")
### BEGIN HIDDEN TESTS
for count, share in ((int(rng.integers(10, 40)), 0.2), (7, 0.5), (30, 0.9), (12, 0.0)):
    seed = int(rng.integers(1000))
    learn, choose = parts_of(count, share, seed)
    expect_equal(len(choose[0]), round(share * count), call=f"pictures to choose by of {count}, share {share}")
    expect_equal(sorted(learn[0] + choose[0]), list(range(count)), call=f"all pictures of both parts of {count}, sorted")
    expect_equal([[100 + n for n in part[0]] for part in (learn, choose)], [learn[1], choose[1]],
                 call=f"labels of {count} pictures, share {share}")
    expect_equal(parts_of(count, share, seed), [learn, choose], call="the same generator again",
                 why="the same seed, the same parts")
expect_equal(parts_of(40, 0.5, 1) == parts_of(40, 0.5, 2), False, call="the same parts from two generators?",
             why="the generator decides which")
### END HIDDEN TESTS

# %% [markdown]
# ## 3. Bytes into numbers
#
# A network learns best from numbers around 0 of size 1. So each channel (red, green, blue) is shifted by its mean and
# divided by its deviation, taken over all pixels of all pictures **that the network learns from**. Everything that it
# is asked about later is treated with the same six numbers: the pictures that you ask about are not yours to look at.

# %% exercise="channel_statistics"
#| export
# exercise: channel_statistics
def channel_statistics(images):
    """Return mean and standard deviation of each channel, two float32 arrays, for bytes seen as numbers from 0 to 1.

    Shapes: images (N, C, H, W) of bytes -> (C,), (C,).

    >>> channel_statistics(np.full((2, 3, 4, 4), 255, np.uint8))[0].tolist()
    [1.0, 1.0, 1.0]
    """
    ### BEGIN SOLUTION
    mean, std = images.mean(axis=(0, 2, 3)) / 255, images.std(axis=(0, 2, 3)) / 255
    return mean.astype(np.float32), std.astype(np.float32)
    ### END SOLUTION

# %% check="channel_statistics" points=3 hidden=2
two = np.array([[[[0, 255]], [[51, 51]]], [[[0, 255]], [[153, 153]]]], np.uint8)          # two pictures, two channels
mean, std = channel_statistics(two)
expect_close(mean, [0.5, 0.4], dtype=np.float32, call="means of two pictures, channels [0, 255] and [51, 51], then [153, 153]",
             why="one mean for each channel, over pictures, rows and columns; 255 counts as 1")
expect_close(std, [0.5, 0.2], dtype=np.float32, call="deviations of the same", why="the root of the mean square distance")
### BEGIN HIDDEN TESTS
images = (rng.integers(256, size=(9, 3, 6, 5)) // np.array([1, 2, 4])[:, None, None]).astype(np.uint8)
flat = images.astype(np.float64).transpose(1, 0, 2, 3).reshape(3, -1) / 255
mean, std = channel_statistics(images)
expect_close(mean, flat.mean(axis=1), rtol=1e-4, dtype=np.float32, call="means of pictures (9, 3, 6, 5)")
expect_close(std, np.sqrt((flat ** 2).mean(axis=1) - flat.mean(axis=1) ** 2), rtol=1e-3, dtype=np.float32,
             call="deviations of pictures (9, 3, 6, 5)")
### END HIDDEN TESTS

# %% given="prepare"
#| export
def prepare(images, mean, std):
    """Bytes as float32 around 0, in units of each channel's deviation: (N, C, H, W) -> (N, C, H, W)"""
    return Normalize(mean, std)(unit_pixels(images))

# %%
mean, std = channel_statistics(photos)
ready = prepare(photos, mean, std)
print("mean", mean, "deviation", std, "|", ready.dtype, "mean", ready.mean().round(3), "deviation", ready.std().round(3))
print(f"{photos.nbytes:,} bytes as they are, {ready.nbytes:,} as float32; all of CIFAR-10: {60_000 * 3072 * 4:,}")

# %% [markdown]
# ## 4. An epoch
#
# Your `Trainer` of module 07 takes all of the data as numbers. That last figure is why it will not do here: the pictures
# stay bytes, and a `DataLoader` makes numbers of one batch at a time. So write the epoch over whatever hands out
# batches. `train_step` and `weighted_mean`, from module 07, are yours.

# %% exercise="train_epoch"
#| export
# exercise: train_epoch
def train_epoch(network, batches, loss_fn, optimizer):
    """Make one step for each pair (x, y) of `batches`, with the network in training; return the mean loss, a float.

    The mean is over all examples: that of a small batch counts for less.
    """
    ### BEGIN SOLUTION
    losses, counts = [], []
    network.train()
    for x, y in batches:
        losses.append(train_step(network, loss_fn, optimizer, x, y))
        counts.append(x.shape[0])
    return weighted_mean(losses, counts)
    ### END SOLUTION

# %% check="train_epoch" points=4 hidden=3
@scenario
def epoch_on(x, y, size, weight, lr, times=1):
    """Mean losses of some epochs, the weight afterwards, and whether the network was in training at each step."""
    class Watched(Module):
        def __init__(self):
            self.layer, self.modes = Linear(*weight.shape[::-1], bias=False), []
            self.layer.weight[...] = weight

        def forward(self, x):
            self.modes.append(self.training)
            return self.layer(x)

    network = Watched().eval()
    loader, optimizer = DataLoader(TensorDataset(x, y), batch_size=size), SGD(network.parameters(), lr=lr)
    losses = [train_epoch(network, loader, CrossEntropyLoss(), optimizer) for _ in range(times)]
    return [float(loss) for loss in losses], network.layer.weight.numpy(), network.modes


def by_hand(x, y, size, weight, lr, times=1):
    """The same for softmax and cross-entropy, in NumPy."""
    weight, losses = weight.astype(np.float64), []
    for _ in range(times):
        total = 0.0
        for start in range(0, len(x), size):
            rows, truth = x[start:start + size], y[start:start + size]
            shares = np.exp(rows @ weight.T)
            shares /= shares.sum(axis=1, keepdims=True)
            total -= np.log(shares[np.arange(len(rows)), truth]).sum()
            weight = weight - lr * (shares - np.eye(len(weight))[truth]).T @ rows / len(rows)
        losses.append(total / len(x))
    return losses, weight


x, y = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [2.0, 0.0], [0.0, 4.0]], np.float32), np.array([0, 1, 1, 0, 0])
losses, weight, modes = epoch_on(x, y, 2, np.zeros((2, 2), np.float32), 0.5)
wanted = by_hand(x, y, 2, np.zeros((2, 2)), 0.5)
expect_close(weight, wanted[1], rtol=1e-4, atol=1e-5, call="weights after an epoch of batches of 2, 2 and 1",
             why="one step for each batch, the small one too")
expect_close(losses, wanted[0], rtol=1e-4, call="mean loss of the epoch", why="over five examples, not over three batches")
expect_equal(modes, [True] * 3, call="is the network in training, at each step?", why="it was in evaluation before")
### BEGIN HIDDEN TESTS
for size, times in ((3, 2), (7, 1), (20, 3)):
    x, y = rng.normal(size=(13, 4)).astype(np.float32), rng.integers(3, size=13)
    start, lr = rng.normal(size=(3, 4)).astype(np.float32), float(rng.uniform(0.1, 0.6))
    losses, weight, modes = epoch_on(x, y, size, start, lr, times)
    wanted = by_hand(x, y, size, start, lr, times)
    expect_close(weight, wanted[1], rtol=1e-3, atol=1e-4, call=f"weights after {times} epochs of 13, in batches of {size}")
    expect_close(losses, wanted[0], rtol=1e-3, call=f"mean losses of {times} epochs of 13, in batches of {size}")
    expect_equal(modes, [True] * times * -(-13 // size), call="is the network in training, at each step?")
### END HIDDEN TESTS

# %% [markdown]
# ## 5. Questions and answers
#
# Asking a network is not training it: `evaluation`, from module 07, sees to that. And 10,000 pictures do not go through
# at once, or every layer keeps what it found in all of them.

# %% exercise="predict"
#| export
# exercise: predict
def predict(network, x, size=250):
    """Return for each row of the array x the place of the network's largest score, an array of ints.

    `size` rows go through at a time (the last may be fewer). The network is in evaluation meanwhile, nothing is
    recorded, and afterwards it is as it was. Shapes: x (N, ...) -> (N,), for N of 1 or more.
    """
    ### BEGIN SOLUTION
    portions = [x[start:start + size] for start in range(0, len(x), size)]
    with evaluation(network) as quiet:
        scores = [quiet(Tensor(portion)).numpy() for portion in portions]
    return np.concatenate(scores).argmax(axis=1)
    ### END SOLUTION

# %% check="predict" points=4 hidden=3
@scenario
def asked(x, weight, training, size=None):
    """Answers for x; how many rows went through at a time; modes meanwhile; anything recorded; the mode afterwards."""
    class Watched(Module):
        def __init__(self):
            self.layer, self.noise = Linear(*weight.shape[::-1], bias=False), Dropout(0.9, rng=np.random.default_rng(0))
            self.layer.weight[...] = weight
            self.rows, self.modes, self.recorded = [], [], []

        def forward(self, x):
            scores = self.layer(self.noise(x))
            self.rows.append(x.shape[0])
            self.modes.append(self.training)
            self.recorded.append(scores.requires_grad)
            return scores

    network = Watched().train(training)
    answers = predict(network, x) if size is None else predict(network, x, size=size)
    return np.asarray(answers), network.rows, network.modes, network.recorded, network.training


x, weight = np.random.default_rng(4).normal(size=(7, 5)).astype(np.float32), np.eye(3, 5, dtype=np.float32)
answers, rows, modes, recorded, afterwards = asked(x, weight, True, size=3)
expect_equal(answers, x[:, :3].argmax(axis=1), call="predict(network, x, size=3), a network whose scores are x[:, :3]",
             why="the place of the largest score, for every row, the last portion too; dropout would change scores")
expect_equal(rows, [3, 3, 1], call="rows that went through at a time", why="each row once, never more than `size`")
expect_equal([modes, recorded], [[False] * 3, [False] * 3], call="in training meanwhile? recorded?",
             why="to ask is not to train")
expect_equal(afterwards, True, call="in training afterwards?", why="it was before")
### BEGIN HIDDEN TESTS
for count, size, training in ((8, 4, False), (1, 5, True), (11, 10, True), (6, 1, False)):
    x, weight = rng.normal(size=(count, 6)).astype(np.float32), rng.normal(size=(4, 6)).astype(np.float32)
    answers, rows, modes, recorded, afterwards = asked(x, weight, training, size)
    expect_equal(answers, (x.astype(np.float64) @ weight.T).argmax(axis=1), call=f"answers for {count} rows, size={size}")
    expect_equal(rows, [min(size, count - start) for start in range(0, count, size)], call="rows at a time")
    expect_equal([any(modes), any(recorded), afterwards], [False, False, training],
                 call="in training meanwhile? recorded? in training afterwards?")
expect_equal(asked(np.zeros((600, 6), np.float32), weight, True)[1], [250, 250, 100], call="rows at a time, by default")
### END HIDDEN TESTS

# %% [markdown]
# Now the number that all of this is about. A share of right answers is itself a measurement, from $n$ pictures that
# happened to be drawn. If the true share is $p$, about 95 % of such measurements lie within
#
# $$1.96 \sqrt{\frac{p (1 - p)}{n}}$$
#
# of it. With the measured share for $p$, 100 right of 100 would have a margin of 0, as if you were sure of a million.
# A. Agresti and B. Coull's cure (1998) is to count two right and two wrong answers more, for the margin only:
#
# $$p = \frac{k + 2}{n + 4}, \qquad \text{margin} = 1.96 \sqrt{\frac{p (1 - p)}{n + 4}}$$
#
# 80 right of 100 are then 80 % ± 8 points: somebody else's 85 %, on another 100, need not be better.

# %% exercise="score"
#| export
# exercise: score
def score(answers, labels):
    """Return the share of right answers, k / n, and its margin: two Python floats.

    The margin is 1.96 * sqrt(p * (1 - p) / (n + 4)) with p = (k + 2) / (n + 4).
    ValueError that names both shapes if they are not both (N,): broadcasting would compare all with all.

    >>> score(np.array([1, 2, 3, 4]), np.array([1, 2, 3, 0]))[0]
    0.75
    """
    ### BEGIN SOLUTION
    if answers.shape != labels.shape or answers.ndim != 1:
        raise ValueError(f"answers {answers.shape} do not fit labels {labels.shape}")
    right, n = int((answers == labels).sum()), len(labels)
    p = (right + 2) / (n + 4)
    return right / n, 1.96 * math.sqrt(p * (1 - p) / (n + 4))
    ### END SOLUTION

# %% check="score" points=3 hidden=2
answers, labels = np.array([1, 2, 3, 4, 4, 0, 0, 0]), np.array([1, 2, 3, 4, 5, 6, 7, 8])
expect_close(score(answers, labels), [0.5, 0.28290], atol=1e-4, call="score(answers, labels), 4 of 8 right",
             why="1.96 * sqrt(0.5 * 0.5 / 12)")
expect_close(score(labels, labels), [1.0, 0.21090], atol=1e-4, call="score(labels, labels), 8 of 8 right",
             why="p = 10 / 12, for the margin only: eight right answers are not certainty")
expect_raises(ValueError, lambda: score(np.zeros((4, 1)), np.zeros(4)), match="(4, 1)",
              call="score(answers (4, 1), labels (4,))", why="NumPy would compare every answer with every label")
### BEGIN HIDDEN TESTS
for n in (int(rng.integers(50, 300)), 3):
    labels = rng.integers(10, size=n)
    answers = np.where(rng.random(n) < rng.uniform(0.2, 0.9), labels, (labels + 1) % 10)
    k = sum(int(a == b) for a, b in zip(answers, labels))
    p = (k + 2) / (n + 4)
    expect_close(score(answers, labels), [k / n, 1.96 * (p * (1 - p) / (n + 4)) ** 0.5], call=f"score of {n} answers")
for shapes in (((4,), (3,)), ((4, 2), (4,)), ((3, 3), (3, 3))):
    expect_raises(ValueError, lambda: score(np.zeros(shapes[0]), np.zeros(shapes[1])), match=str(shapes[1]),
                  call=f"score(answers {shapes[0]}, labels {shapes[1]})")


@scenario
def kinds_of_numbers():
    return [type(number).__name__ for number in score(np.array([1, 2]), np.array([1, 1]))]


expect_equal(kinds_of_numbers(), ["float", "float"], call="types of score([1, 2], [1, 1])")
### END HIDDEN TESTS

# %% [markdown]
# One number hides which mistakes are made. The **confusion matrix** counts, in row i and column j, how often kind i was
# called j. Its diagonal is right; the largest number beside it is where to look.

# %% exercise="confusion"
#| export
# exercise: confusion
def confusion(answers, labels, kinds=10):
    """Return the array (kinds, kinds) of ints whose entry [i, j] counts the pictures of kind i that were called j.

    >>> confusion(np.array([1, 1, 0]), np.array([0, 0, 0]), kinds=2).tolist()
    [[1, 2], [0, 0]]
    """
    ### BEGIN SOLUTION
    counts = np.zeros((kinds, kinds), int)
    np.add.at(counts, (labels, answers), 1)
    return counts
    ### END SOLUTION

# %% check="confusion" points=2 hidden=2
expect_equal(confusion(np.array([1, 1, 0, 2]), np.array([0, 0, 0, 1]), kinds=3), [[1, 2, 0], [0, 0, 1], [0, 0, 0]],
             call="confusion([1, 1, 0, 2], [0, 0, 0, 1], kinds=3)",
             why="kind 0 was called 1 twice: the same place counts each time it comes up")
### BEGIN HIDDEN TESTS
answers, labels = rng.integers(10, size=200), rng.integers(10, size=200)
wanted = [[sum((labels == i) & (answers == j)) for j in range(10)] for i in range(10)]
expect_equal(confusion(answers, labels), np.array(wanted), call="confusion of 200 answers")
expect_equal(confusion(answers[:3].astype(np.uint8), labels[:3].astype(np.uint8)).sum(), 3, call="its sum, for 3 answers")
### END HIDDEN TESTS

# %% [markdown]
# ## 6. The baseline
#
# Whoever shows you a clever network should show you a plain one beside it. Ours: all 3,072 numbers in a row, one hidden
# layer of linear units, ten scores. At most 200,000 parameters. Scores, not probabilities: the loss of module 04 wants
# them so.

# %% exercise="build_mlp"
#| export
# exercise: build_mlp
def build_mlp(rng):
    """Return a network of Linear layers and what goes between them: (N, 3, 32, 32) -> (N, 10) scores.

    At most 200,000 parameters, which start as `rng` draws them.
    """
    ### BEGIN SOLUTION
    return Sequential(Flatten(), Linear(3 * 32 * 32, 32, rng=rng), ReLU(), Linear(32, 10, rng=rng))
    ### END SOLUTION

# %% check="build_mlp" points=3 hidden=2
@scenario
def mlp_from(seed, x):
    """Shapes of its parameters, and scores for x."""
    network = build_mlp(np.random.default_rng(seed))
    return [tuple(p.shape) for p in network.parameters()], network(Tensor(x)).numpy()


x = np.random.default_rng(0).normal(size=(4, 3, 32, 32)).astype(np.float32)
shapes, scores = mlp_from(0, x)
expect_equal(scores.shape, (4, 10), call="shape of build_mlp(rng)(x), x (4, 3, 32, 32)")
expect_equal(max(len(shape) for shape in shapes), 2, call="most axes of a parameter", why="linear layers only: a baseline")
expect_equal(sum(math.prod(shape) for shape in shapes) <= 200_000, True, call="at most 200,000 parameters?")
bend = np.abs(scores + mlp_from(0, -x)[1] - 2 * mlp_from(0, 0 * x)[1]).max()
expect_equal(bool(bend > 1e-3), True, call="does it bend: is f(x) + f(-x) unlike 2 f(0)?",
             why="two linear layers with nothing between them are one linear layer")
### BEGIN HIDDEN TESTS
seed = int(rng.integers(1, 1000))
x = rng.normal(size=(3, 3, 32, 32)).astype(np.float32)
expect_close(mlp_from(seed, x)[1], mlp_from(seed, x)[1], call="scores of two networks from the same generator")
expect_equal(bool(np.abs(mlp_from(seed, x)[1] - mlp_from(seed + 1, x)[1]).max() > 1e-3), True,
             call="other scores from another generator?", why="every layer draws from `rng`")
sums = mlp_from(seed, 3 * x)[1].sum(axis=1)
expect_equal(bool(np.abs(sums - sums[0]).max() > 1e-3), True, call="do the scores add up to something else for each picture?",
             why="probabilities add up to 1, scores to anything; the loss takes scores")
x[:, :, 16:] = 0
other = x.copy()
other[:, 2, 31, 31] += 50
expect_equal(bool(np.abs(mlp_from(seed, x)[1] - mlp_from(seed, other)[1]).max() > 1e-3), True,
             call="other scores when the last blue pixel changes?", why="it looks at every number of the picture")
### END HIDDEN TESTS

# %% [markdown]
# What training leaves behind is more than a network. Without the six numbers of section 3 nobody could ask it
# anything, so they stay together:

# %% given="Classifier"
#| export
class Classifier:
    """A network with the statistics of what it learned from: pictures of bytes (N, 3, 32, 32) -> kinds (N,)."""

    def __init__(self, network, mean, std, losses=()):
        self.network, self.mean, self.std, self.losses = network, mean, std, list(losses)

    def __call__(self, images):
        return predict(self.network, prepare(images, self.mean, self.std))

# %% [markdown]
# And now all of it, the **recipe**. In order: the statistics of `images`; a loader that shuffles with `rng` and whose
# transform is `Compose`d of `transforms`, which change bytes, and of your `prepare`; `AdamW`, and a
# `CosineAnnealingLR` over the epochs, one `step` after each; the epochs. Labels from files are bytes, and class numbers
# are `int64`.

# %% exercise="learned"
#| export
# exercise: learned
def learned(network, images, labels, rng, epochs=8, lr=0.001, batch_size=32, transforms=()):
    """Train the network on pictures of bytes (N, 3, 32, 32) and labels (N,); return a Classifier.

    Its statistics are those of `images`, its `losses` the mean loss of each epoch. `transforms` change batches of
    bytes, before `prepare`. The same network, data and `rng` give the same result.
    """
    ### BEGIN SOLUTION
    mean, std = channel_statistics(images)
    def ready(batch): return prepare(batch, mean, std)
    loader = DataLoader(TensorDataset(images, labels.astype(np.int64)), batch_size, shuffle=True, generator=rng,
                        transform=Compose([*transforms, ready]))
    optimizer, losses = AdamW(network.parameters(), lr=lr), []
    schedule = CosineAnnealingLR(optimizer, epochs)
    for _ in range(epochs):
        losses.append(train_epoch(network, loader, CrossEntropyLoss(), optimizer))
        schedule.step()
    return Classifier(network, mean, std, losses)
    ### END SOLUTION

# %% check="learned" points=4 hidden=4
def flags(count, rng, kinds):
    """Pictures with a bright stripe in one of ten places, and labels: kinds[place]. A linear layer can learn that."""
    places = rng.integers(10, size=count)
    images = rng.normal(110, 30, size=(count, 3, 32, 32))
    for image, place in zip(images, places):
        image[:, 3 * place:3 * place + 3] += 60
    return images.clip(0, 255).astype(np.uint8), kinds[places].astype(np.uint8)


linear = Sequential(Flatten(), Linear(3 * 32 * 32, 10, rng=seeded_rng(0)))
images, labels = flags(200, np.random.default_rng(1), np.arange(10))
unseen, truth = flags(100, np.random.default_rng(2), np.arange(10))
classify = learned(linear, images, labels, seeded_rng(3), epochs=6)
answers = np.asarray(classify(unseen))
expect_equal(answers.shape, (100,), call="shape of the answers of learned(...) for 100 pictures")
share = (answers == truth).mean()
expect_equal(bool(share >= 0.9), True, call="at least 90 % of 100 unseen flags right, after 6 epochs of 200?",
             why=f"{share:.0%} were; chance is 10 %. Do pictures, labels and steps belong together?")
losses = [float(loss) for loss in classify.losses]
expect_equal([len(losses), losses[-1] < losses[0] / 2], [6, True], call="number of losses; is the last below half of the first?")
company = np.concatenate([unseen, np.zeros((300, 3, 32, 32), np.uint8)])
expect_equal(np.asarray(classify(company))[:100], answers, call="answers for the same 100, asked together with 300 black pictures",
             why="the answer for a picture must not depend on what else is asked: the statistics are those of training")
### BEGIN HIDDEN TESTS
seed, order = int(rng.integers(1000)), rng.permutation(10)
images, labels = flags(200, rng, order)
unseen, truth = flags(200, rng, order)


def run(transforms=(), epochs=6):
    network = Sequential(Flatten(), Linear(3 * 32 * 32, 10, rng=seeded_rng(seed)))
    return learned(network, images, labels, seeded_rng(seed), epochs=epochs, transforms=transforms)


classify = run()
answers = np.asarray(classify(unseen))
share = (answers == truth).mean()
expect_equal(bool(share >= 0.85), True, call="at least 85 % of 200 unseen flags right, kinds in another order?",
             why=f"{share:.0%} were")
flat = images.transpose(1, 0, 2, 3).reshape(3, -1) / 255
expect_close(classify.mean, flat.mean(axis=1), rtol=1e-3, call="classify.mean", why="that of what it learned from")
expect_close(classify.std, flat.std(axis=1), rtol=1e-3, call="classify.std")
again = run()
expect_close(np.array([float(loss) for loss in again.losses]), np.array([float(loss) for loss in classify.losses]),
             call="losses of the same run again", why="the same network, data and generator")


@scenario
def with_a_transform(images, labels):
    """What a transform is given: the type of the numbers, the largest batch, and how many pictures in two epochs."""
    kinds, sizes = [], []

    def look(batch):
        kinds.append(str(batch.dtype))
        sizes.append(len(batch))
        return batch

    network = Sequential(Flatten(), Linear(3 * 32 * 32, 10, rng=np.random.default_rng(0)))
    learned(network, images, labels, np.random.default_rng(1), epochs=2, batch_size=30, transforms=[look])
    return sorted(set(kinds)), max(sizes), sum(sizes)


expect_equal(with_a_transform(images, labels), (["uint8"], 30, 400), call="what a transform sees in two epochs of 200 pictures",
             why="bytes, in batches of batch_size, every picture once in each epoch")
### END HIDDEN TESTS

# %%
generator = seeded_rng(1)
(images, labels), (chosen, answers) = divided(photos, kinds, 0.2, generator)
start = time.perf_counter()
baseline = learned(build_mlp(generator), images, labels, generator)
print(f"{len(images)} pictures, {len(baseline.losses)} epochs, {time.perf_counter() - start:.1f} s")
for name, x, y in (("learned from", images, labels), ("not seen", chosen, answers)):
    right, margin = score(baseline(x), y)
    print(f"{name:<13} {right:.0%} right, ± {margin:.0%}")

# %%
print(confusion(baseline(chosen), answers))

# %% [markdown]
# It knows what it has seen by heart, and of what it has not seen little more than warm from cold: look at the two
# blocks of the matrix. A texture in another place, or of another colour, is a new thing to it.
#
# More pictures would help: each of them is another place. How many would it take? The curve is yours to draw; the first
# rows of your record are here. Add to them as you go, and keep what failed.

# %%
record = [{"what": "baseline", "pictures": len(images), "epochs": 8, "right": round(score(baseline(chosen), answers)[0], 3)}]
for row in record:
    print(row)

# %% [markdown]
# # Part 2: convolutions
#
# From here on you need module 09. Everything above can be written, tested and measured without it.

# %% given="imports_of_part_2"
#| export
from tinytorch.core.spatial import BatchNorm2d, Conv2d, GlobalAvgPool2d, MaxPool2d, conv2d_cost

# %% [markdown]
# ## 7. The same thing somewhere else
#
# From module 09 you have layers that look at a small patch, with the same weights everywhere. A usual plan: a few
# blocks of `Conv2d`, `BatchNorm2d`, `ReLU` and `MaxPool2d`, each with more channels and fewer places than the one
# before; then `GlobalAvgPool2d`, which keeps how much of each pattern was found and forgets where; then ten scores.
#
# The rules: at most 60,000 parameters; kernels of at most 7 × 7; and it takes pictures of any size. On a large empty
# ground, 96 × 96, it has the same scores for the same thing wherever it lies, if it is moved by 16 pixels (so that
# strides and poolings, of up to 16 together, fall into step). That last rule is what makes it a network of convolutions
# and no linear layer in disguise.

# %% exercise="build_cnn"
#| export
# exercise: build_cnn
def build_cnn(rng):
    """Return a network of convolutions: (N, 3, 32, 32) -> (N, 10) scores.

    At most 60,000 parameters, which start as `rng` draws them, in kernels of at most 7 x 7. It takes larger pictures,
    too; in evaluation, a thing on large empty ground (zeros) has the same scores when it is moved by 16 pixels.
    """
    ### BEGIN SOLUTION
    return Sequential(
        Conv2d(3, 12, 5, stride=2, padding=2, rng=rng), BatchNorm2d(12), ReLU(), MaxPool2d(2),      # (N, 12, 8, 8)
        Conv2d(12, 24, 3, padding=1, rng=rng), BatchNorm2d(24), ReLU(),                             # (N, 24, 8, 8)
        GlobalAvgPool2d(), Linear(24, 10, rng=rng))
    ### END SOLUTION

# %% check="build_cnn" points=3 hidden=3
@scenario
def cnn_from(seed, x):
    """Shapes of its parameters by name, and scores for x in evaluation."""
    network = build_cnn(np.random.default_rng(seed)).eval()
    return {name: tuple(p.shape) for name, p in network.named_parameters()}, network(Tensor(x)).numpy()


def on_empty_ground(thing, top, left):
    ground = np.zeros((1, 3, 96, 96), np.float32)
    ground[0, :, top:top + 8, left:left + 8] = thing
    return ground


thing = np.random.default_rng(0).normal(size=(3, 8, 8)).astype(np.float32)
shapes, scores = cnn_from(0, np.zeros((2, 3, 32, 32), np.float32))
expect_equal(scores.shape, (2, 10), call="shape of build_cnn(rng)(x), x (2, 3, 32, 32)")
kernels = [shape for shape in shapes.values() if len(shape) == 4]
expect_equal(any(shape[2] > 1 for shape in kernels), True, call="is there a kernel of more than one pixel?")
expect_equal(max((max(shape[2:]) for shape in kernels), default=0) <= 7, True, call="are all kernels at most 7 x 7?",
             why="a kernel as large as the picture is a linear layer")
expect_equal(sum(math.prod(shape) for shape in shapes.values()) <= 60_000, True, call="at most 60,000 parameters?")
here, there = (cnn_from(0, on_empty_ground(thing, 40, left))[1] for left in (36, 52))
expect_close(there, here, rtol=1e-3, atol=1e-5, call="scores of the same thing, 16 pixels to the right",
             why="the same weights everywhere, and at the end nobody asks where")
### BEGIN HIDDEN TESTS
seed, thing = int(rng.integers(1, 1000)), rng.normal(size=(3, 8, 8)).astype(np.float32)
top, left = (int(n) for n in rng.integers(34, 40, size=2))
scores = cnn_from(seed, on_empty_ground(thing, top, left))[1]
for down, right in ((16, 0), (0, 16), (16, 16)):
    expect_close(cnn_from(seed, on_empty_ground(thing, top + down, left + right))[1], scores, rtol=1e-3, atol=1e-5,
                 call=f"scores of the same thing, {down} pixels down and {right} to the right")
turned = cnn_from(seed, on_empty_ground(thing[:, ::-1, ::-1].copy(), top, left))[1]
expect_equal(bool(np.abs(turned - scores).max() > 1e-4 * np.abs(scores).max()), True,
             call="other scores for the thing upside down?", why="a kernel sees what lies beside what")
expect_close(cnn_from(seed, on_empty_ground(thing, top, left))[1], scores, call="scores of a network from the same generator")
expect_equal(bool(np.abs(cnn_from(seed + 1, on_empty_ground(thing, top, left))[1] - scores).max() > 1e-4), True,
             call="other scores from another generator?", why="every layer draws from `rng`")


@scenario
def without_its_kernels(seed, x):
    """Scores for x when every kernel of more than one pixel is set to 0."""
    network = build_cnn(np.random.default_rng(seed)).eval()
    for parameter in network.parameters():
        if len(parameter.shape) == 4 and parameter.shape[2] > 1:
            parameter[...] = 0.0
    return network(Tensor(x)).numpy()


pair = np.concatenate([on_empty_ground(thing, top, left), on_empty_ground(-2 * thing, top, left)])
blind = without_its_kernels(seed, pair)
expect_close(blind[0], blind[1], rtol=1e-3, atol=1e-4, call="scores of two things, all kernels of more than one pixel set to 0",
             why="everything that it sees must go through its kernels")
### END HIDDEN TESTS

# %% [markdown]
# ## 8. Your recipe
#
# `train_cnn` is your entry: network, epochs, learning rate, size of batches and transforms are your choice. Choose by
# the pictures that you put aside, never by the held-out file.
#
# The check below calls it with 200 sketches and asks about 200 others: at least 75 % must be right. The grader does the
# same with sketches of its own, whose textures all lie in the left half. Of others on the left at least 75 % must be
# right, and at least 25 points more than your own baseline has; of others on the **right** at least half. A check may
# take ten seconds, on a machine that may be slower than yours: aim at one.
#
# Before you add transforms, think: which of them leave the kind as it is? What does a mirror make of a diagonal?

# %% exercise="train_cnn"
#| export
# exercise: train_cnn
def train_cnn(images, labels, rng, epochs=10, transforms=()):
    """Build your network of convolutions and train it: pictures of bytes, labels -> Classifier.

    `epochs` and `transforms` may be given for other pictures than sketches; their defaults are your choice.
    """
    ### BEGIN SOLUTION
    network = build_cnn(rng)
    return learned(network, images, labels, rng, epochs=epochs, lr=0.02, batch_size=16, transforms=transforms)
    ### END SOLUTION

# %% check="train_cnn" points=2 hidden=5
def drawn(count, rng, lefts=(0, 12)):
    """Sketches of the grader's own; `lefts` says how far to the right a texture may begin."""
    kinds, (rows, columns) = rng.integers(10, size=count).astype(np.uint8), np.mgrid[:32, :32]
    pictures = rng.normal(128, 25, size=(count, 3, 32, 32))
    pictures[:, 0] += np.where(kinds < 5, 15, -15)[:, None, None]
    for picture, kind in zip(pictures, kinds):
        angle, phase = 2 * np.pi / rng.uniform(4, 7), rng.uniform(0, 2 * np.pi, size=2)
        steps = ((1, 0), (0, 1), (1, 1), (1, -1))
        waves = [np.cos(angle * (a * rows + b * columns) / math.hypot(a, b) + phase[b]) for a, b in steps]
        wave = [*waves, 2 * waves[0] * waves[1]][kind % 5]
        top, left, side = int(rng.integers(13)), int(rng.integers(lefts[0], lefts[1] + 1)), 32 - max(lefts[1], 12)
        colour = rng.uniform(10, 40, size=3) * rng.choice([-1, 1], size=3)
        part = slice(top, top + 20), slice(left, left + side)
        picture[:, *part] += colour[:, None, None] * wave[part]
    return pictures.clip(0, 255).astype(np.uint8), kinds


def right_of(classify, pictures, kinds):
    answers = np.asarray(classify(pictures))
    expect_equal(answers.shape, kinds.shape, call="shape of the answers")
    return float((answers == kinds).mean())


some, others = drawn(200, np.random.default_rng(11)), drawn(200, np.random.default_rng(12))
share = right_of(train_cnn(*some, seeded_rng(13)), *others)
expect_equal(share >= 0.75, True, call="train_cnn(200 sketches): at least 75 % of 200 others right?",
             why=f"{share:.0%} were; chance is 10 %, and warm or cold alone is 20 %")
### BEGIN HIDDEN TESTS
some, others, right = (drawn(200, rng, lefts=lefts) for lefts in ((0, 0), (0, 0), (16, 16)))
seed = int(rng.integers(1000))
classify = train_cnn(*some, seeded_rng(seed))
share = right_of(classify, *others)
expect_equal(share >= 0.75, True, call="learned from 200 on the left: at least 75 % of 200 others on the left right?",
             why=f"{share:.0%} were")
plain = right_of(learned(build_mlp(seeded_rng(seed)), *some, seeded_rng(seed)), *others)
expect_equal(share - plain >= 0.25, True, call="at least 25 points more than your baseline?",
             why=f"convolutions {share:.0%}, linear layers {plain:.0%}")
share = right_of(classify, *right)
expect_equal(share >= 0.5, True, call="learned on the left, asked on the right: at least half right?",
             why=f"{share:.0%} were; what it has learned must hold wherever a texture lies")
### END HIDDEN TESTS

# %%
generator, start = seeded_rng(1), time.perf_counter()
seer = train_cnn(images, labels, generator)
print(f"{len(images)} pictures, {len(seer.losses)} epochs, {time.perf_counter() - start:.1f} s")
for name, classify in (("linear layers", baseline), ("convolutions", seer)):
    right, margin = score(classify(chosen), answers)
    parameters = sum(p.size for p in classify.network.parameters())
    print(f"{name:<14} {right:.0%} right, ± {margin:.0%}, with {parameters:,} parameters")
    record.append({"what": name, "pictures": len(images), "epochs": len(classify.losses), "right": round(right, 3)})

# %%
Curves([{"linear layers": a, "convolutions": b} for a, b in zip(baseline.losses, seer.losses)], "linear layers", "convolutions")

# %% [markdown]
# Fewer numbers to learn, and a better answer. Is it better at everything? Here the kind is told by *where* a bright
# square stands, and nothing else; the texture, if you like, is always the same. First in ten places all over the
# picture, then in nine places in its middle, four pixels apart. Guess all four numbers first:

# %%
WIDE = [(top, left) for top in (4, 20) for left in (1, 7, 13, 19, 25)]
MIDDLE = [(top, left) for top in (8, 12, 16) for left in (8, 12, 16)]


def squares(count, rng, places):
    kinds = rng.integers(len(places), size=count).astype(np.uint8)
    pictures = rng.normal(128, 25, size=(count, 3, 32, 32))
    for picture, kind in zip(pictures, kinds):
        top, left = places[kind]
        picture[:, top:top + 6, left:left + 6] += 60
    return pictures.clip(0, 255).astype(np.uint8), kinds


def compare(places):
    some, others = squares(400, seeded_rng(5), places), squares(400, seeded_rng(6), places)
    plain = learned(build_mlp(seeded_rng(1)), *some, seeded_rng(1))
    spatial = train_cnn(*some, seeded_rng(1))
    print(f"linear layers {score(plain(others[0]), others[1])[0]:.0%}, "
          f"convolutions {score(spatial(others[0]), others[1])[0]:.0%} right of 400 in {len(places)} places")


compare(WIDE)

# %%
compare(MIDDLE)

# %% [markdown]
# A network whose last layer forgets where should know nothing of places, and in the middle that is nearly so. All over
# the picture something tells it. What lies at the border, and what has the number 4 to do with it? (Question 2.)
#
# ## 9. What it costs
#
# Parameters are not the price. A kernel's few numbers are used in every place; a linear layer's are used once.

# %%
x = prepare(images[:64], *channel_statistics(images))
for name, network in (("linear layers", build_mlp(seeded_rng(0))), ("convolutions", build_cnn(seeded_rng(0)))):
    predict(network, x)                                  # the first call warms up
    start = time.perf_counter()
    for _ in range(5):
        predict(network, x)
    print(f"{name:<14} {sum(p.data.nbytes for p in network.parameters()):>9,} bytes of parameters, "
          f"{(time.perf_counter() - start) / 5 * 1000:.2f} ms for 64 pictures")
flops, moved, columns = conv2d_cost(x.shape, (16, 3, 3, 3), padding=(1, 1))
print(f"a first layer of 16 kernels of 3 x 3, for 64 pictures: {flops / 1e6:.0f} million FLOPs, "
      f"{moved / 1e6:.1f} MB moved, {columns / 1e6:.1f} MB of columns")

# %% [markdown]
# ## 10. The photographs
#
# Now the real files, if you have them: put CIFAR-10 into your workspace's `datasets/cifar10/` (any of the published
# archives), or fetch its 170 MB with `tinytorch.datasets.download("cifar10")`. Nothing that is graded by the machine
# needs them; question 4 tells what to do without.
#
# The cell begins small, so that `tito module test` stays quick. For the run that you report, raise both numbers (all
# 50,000 pictures, ten epochs or more: some minutes), run the cell alone, write down what it prints, and set them back.
# Here a mirror is a good idea: a horse is a horse from both sides. Your sketches had other rules.
#
# `train_cnn` with the settings for sketches is a start. Photographs want more: more channels, another block, more
# epochs. Choose by `chosen_photos`, and ask about the test file **once**.

# %%
PICTURES, EPOCHS = 1000, 2

try:
    album = cifar10()
except FileNotFoundError as missing:
    print(missing)
else:
    generator, start = seeded_rng(10), time.perf_counter()
    some = generator.permutation(len(album.train_images))[:PICTURES]
    mine, chosen_photos = divided(album.train_images[some], album.train_labels[some], 0.1, generator)
    for name, classify in (
        ("linear layers", learned(build_mlp(generator), *mine, generator, epochs=EPOCHS)),
        ("convolutions", train_cnn(*mine, generator, epochs=EPOCHS, transforms=[RandomHorizontalFlip()])),
    ):
        right, margin = score(classify(chosen_photos[0]), chosen_photos[1])
        print(f"{name:<14} {right:.1%} right, ± {margin:.1%}, of {len(chosen_photos[1])} put aside; "
              f"{len(mine[0])} pictures, {EPOCHS} epochs, {time.perf_counter() - start:.0f} s so far")

# %% [markdown]
# ## 11. Once, at the end
#
# When you have stopped choosing, ask about the held-out file of sketches. That is the number for your report, and it
# will be a little lower than the one that you chose by. (If you go on choosing after you have seen it, it is no longer
# held out.)

# %%
for name, classify in (("linear layers", baseline), ("convolutions", seer)):
    right, margin = score(classify(files.test_images), files.test_labels)
    print(f"{name:<14} {right:.1%} right, ± {margin:.1%}, of {len(files.test_labels)} held out")

# %% [markdown] question="q1" points=10
# **Your record.** Give your experiments as a table: at least six runs (two of the baseline, four of convolutions), each
# with what you changed, the number of pictures, epochs, parameters, seconds, and the share of right answers with its
# margin on the pictures put aside. Change one thing at a time. Which differences are larger than their margins, and
# which would you not bet on? Name one run that went worse than you expected, and why you think so.

# %% [markdown] question="q2" points=10
# **Why.** Explain with numbers of your own why the convolutions win on sketches, and how they can tell squares apart all
# over the picture but hardly in its middle: name both things that give a place away, and try one of them. What does
# each network have to learn anew for each place, and which line of your code says so? Use your confusion matrices: which kinds does each take for each other, and why those? What would you expect of your baseline
# with ten times as many pictures? (You can draw them: try.)

# %% [markdown] question="q3" points=10
# **Costs.** For one batch of your `train_cnn`: how many bytes are its pictures as bytes and as float32, how many the
# parameters, their gradients and AdamW's state, and how many what the layers keep for the backward pass (name the
# layer that keeps most)? How many FLOPs does your most expensive layer take, by the formula of module 09, and what
# share of the measured time does that explain? What would change first if the pictures were 224 × 224?

# %% [markdown] question="q4" points=10
# **The photographs.** With CIFAR-10: report your best run honestly, for both networks: what you trained on, for how
# long, on what machine, what you chose by, the share on the test file with its margin, how often you looked at it, and
# two things that you would try next, with what you expect of them. Without the files, say so, and do the same for a
# harder set of sketches (`side=12`, say, and 100 pictures of each kind). Either way: a published result on CIFAR-10 is
# above 99 %. Name three things that stand between your number and theirs, and what each would cost you.

# %% [markdown]
# ## What to hand in
#
# `tito module submit midterm` writes the file, with your code, your record and your answers in it. `tito module
# complete midterm` puts your networks into your package as `tinytorch.projects.midterm`: they are your own from now on,
# and milestone 1998 (`tito milestone run cnn`) is where a network like yours made history.
