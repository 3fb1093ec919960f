"""What a milestone's program gets, and what its answers must be worth: computed here, in NumPy alone.

A gate makes the data anew for each run and keeps back what decides (the labels of what the program has not seen).
The program runs in another process; only its answers, plain arrays, come here. Nothing that the student's package
says about itself, its loss or its accuracy, counts.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from tito.errors import WrongUsage
from tito.judge import gates_text, gates_vision
from tito.judge.gating import (
    Answers,
    Task,
    Unfit,
    array_of,
    at_least,
    at_most,
    bce,
    cross_entropy,
    forward,
    network_of,
    same,
    same_loss,
    share_of,
    sigmoid,
    within,
)
from tito.results import Finding

CENTERS = np.array([[1.0, 1.0], [3.0, 3.0]])  # of the two kinds of points; no line through the origin parts them
SPREAD = 0.9  # half the side of the square in which a kind's points lie: the two squares do not touch
FAR = np.float32(1000)  # beyond what exp can take
CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
TABLES = np.array([[0, 0, 0, 1], [0, 1, 1, 1], [0, 1, 1, 0]], np.float32)  # and, or, xor

MNIST = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")


def untrained(rng: np.random.Generator, _: Path) -> Task:
    """A hundred perceptrons with random dials: each computes what its dials say, and knows nothing."""
    readings, labels = _blobs(rng, 200)
    dials = {"weights": _random(rng, 100, 2), "biases": _random(rng, 100)}
    dials["weights"][::20] = FAR * rng.choice([-1, 1], (5, 1))  # no sum near 0, where float32 has few digits left
    truth = sigmoid(dials["weights"] @ readings + dials["biases"][:, None])  # (machines, points)

    def judge(answers: Answers) -> tuple[Finding, ...]:
        fired = array_of(answers, "probabilities", truth.shape)
        right = ((fired > 0.5) == labels).mean(axis=1)
        return (
            same("probabilities, from the same dials in NumPy", fired, truth),
            within("right answers of 100 untrained machines, on average", right.mean(), 0.35, 0.65),
        )

    return Task({"readings": readings, "labels": labels, **dials}, judge)


def trained(rng: np.random.Generator, _: Path) -> Task:
    """One perceptron that has learned, asked about points that it has not seen, the last few of them far away."""
    readings, labels = _blobs(rng, 200)
    unseen, kinds = _blobs(rng, 420)
    unseen[:, 400:] = FAR * (2 * kinds[400:] - 1)

    def judge(answers: Answers) -> tuple[Finding, ...]:
        fired = array_of(answers, "probabilities", kinds.shape)
        right = (fired > 0.5) == kinds
        network = network_of(answers)
        return (
            at_least("held-out points told apart", share_of(right[:400]), 0.98),
            at_least("and points far outside", share_of(right[400:]), 0.98),
            same("probabilities, from the same weights in NumPy", fired, sigmoid(forward(network, unseen.T)[:, 0])),
            same_loss(answers, bce(forward(network, readings.T)[:, 0], labels)),
        )

    return Task({"readings": readings, "labels": labels, "unseen": unseen}, judge)


def xor_crisis(rng: np.random.Generator, _: Path) -> Task:
    """One layer learns AND and OR; of XOR it can only learn to say "perhaps", which is the best a line can do."""
    order = rng.permutation(4)
    inputs, tables = CORNERS[order].T.copy(), TABLES[:, order]

    def judge(answers: Answers) -> tuple[Finding, ...]:
        logits, losses = array_of(answers, "logits", (3, 4)), array_of(answers, "losses", (3,))
        networks = answers.get("networks")
        if not isinstance(networks, list) or len(networks) != 3:
            raise Unfit("networks handed in", "none, or not three", "the parameters of three layers")
        sums = np.stack([forward(network_of({"network": layer}), inputs.T)[:, 0] for layer in networks])
        right = ((logits > 0) == tables).mean(axis=1)
        return (
            at_least("AND learned", right[0], 1.0),
            at_least("OR learned", right[1], 1.0),
            at_most("XOR learned", right[2], 0.75),
            within("loss on XOR (ln 2 = 0.693 is the least that a line can reach)", bce(sums[2], tables[2]), 0, 0.7),
            same("sums, from the same weights in NumPy", logits, sums),
            same(
                "losses, from the same sums in NumPy", losses, [bce(*pair) for pair in zip(sums, tables, strict=True)]
            ),
        )

    return Task({"inputs": inputs, "tables": tables}, judge)


def xor_solved(rng: np.random.Generator, _: Path) -> Task:
    """A hidden layer learns XOR from its four corners, and is asked about points near them, too."""
    order = rng.permutation(4)
    places = np.concatenate([order, rng.integers(4, size=96)])
    near = (CORNERS[places] + rng.uniform(-0.1, 0.1, (100, 2)) * (np.arange(100) >= 4)[:, None]).astype(np.float32)
    inputs, labels = CORNERS[order].T.copy(), TABLES[2][order]

    def judge(answers: Answers) -> tuple[Finding, ...]:
        logits, network = array_of(answers, "logits", (100,)), network_of(answers)
        right = (logits > 0) == TABLES[2][places]
        return (
            at_least("XOR at its four corners", share_of(right[:4]), 1.0),
            at_least("XOR at 96 points near them", share_of(right[4:]), 1.0),
            same("sums, from the same weights in NumPy", logits, forward(network, near)[:, 0]),
            same_loss(answers, bce(forward(network, inputs.T)[:, 0], labels)),
        )

    return Task({"inputs": inputs, "labels": labels, "unseen": near.T.copy()}, judge)


def tinydigits(_: np.random.Generator, datasets: Path) -> Task:
    """A network that has seen 1,437 digits, asked about the 360 that were held out."""
    with np.load(datasets / "tinydigits" / "tinydigits.npz", allow_pickle=False) as data:
        images, unseen = (data[f"{part}_images"].reshape(-1, 64) / np.float32(16) for part in ("train", "test"))
        labels, shown = (data[f"{part}_labels"].astype(np.int64) for part in ("train", "test"))
    return _reading(images, labels, unseen, shown, known=len(images))


def mnist(_: np.random.Generator, datasets: Path) -> Task:
    """The same with MNIST's 60,000 and 10,000 digits, from the files that somebody has put there."""
    pixels, labels, unseen, shown = (_idx(datasets / "mnist", name) for name in MNIST)
    images, unseen = (array.reshape(-1, 784) / np.float32(255) for array in (pixels, unseen))
    return _reading(images, labels.astype(np.int64), unseen, shown, known=1000)


GATES: Mapping[str, Callable[[np.random.Generator, Path], Task]] = {
    "untrained-perceptron": untrained,
    "trained-perceptron": trained,
    "xor-crisis": xor_crisis,
    "xor-solved": xor_solved,
    "tinydigits": tinydigits,
    "mnist": mnist,
    "shifted-digits": gates_vision.shifted_digits,
    "cifar10": gates_vision.cifar10,
    "reversal": gates_text.reversal,
    "tinygpt": gates_text.tinygpt,
}


def judged(task: Task, answers: Answers) -> tuple[Finding, ...]:
    """The gate's findings, or the one that says what is wrong with what was handed in."""
    try:
        return task.judge(answers)
    except Unfit as problem:
        what, got, wanted = problem.args
        return (Finding(what, got, wanted, passed=False),)


def _reading(images: Any, labels: Any, unseen: Any, shown: Any, *, known: int) -> Task:
    """Ten scores for each of the unseen images; the loss at the end is that of the first `known` images."""

    def judge(answers: Answers) -> tuple[Finding, ...]:
        logits, network = array_of(answers, "logits", (len(unseen), 10)), network_of(answers)
        return (
            at_least("held-out digits read", share_of(logits.argmax(axis=1) == shown), 0.95),
            same("scores, from the same weights in NumPy", logits, forward(network, unseen)),
            same_loss(answers, cross_entropy(forward(network, images[:known]), labels[:known])),
        )

    return Task({"images": images, "labels": labels, "unseen": unseen}, judge)


def _idx(folder: Path, name: str) -> Any:
    """The bytes behind the head of one of MNIST's files: as many numbers of four bytes as its fourth byte says."""
    files = [file for file in (folder / name, folder / f"{name}.gz") if file.is_file()]
    if not files:
        raise WrongUsage(
            "MNIST does not ship with the course, and it is not there.",
            got=f"no {name} in {folder}",
            expected=f"its four files, as they are or packed (.gz): {', '.join(MNIST)}",
            then="put them there, then run it again",
        )
    data = files[0].read_bytes()
    data = gzip.decompress(data) if files[0].suffix == ".gz" else data
    return np.frombuffer(data, np.uint8, offset=4 + 4 * data[3])


def _blobs(rng: np.random.Generator, count: int) -> tuple[Any, Any]:
    """What two photocells read (2, count) for points of two kinds that a line can part, and the kinds 0.0 and 1.0."""
    kinds = rng.permutation(count) % 2
    readings = CENTERS[kinds].T + rng.uniform(-SPREAD, SPREAD, (2, count))
    return readings.astype(np.float32), kinds.astype(np.float32)


def _random(rng: np.random.Generator, *shape: int) -> Any:
    return rng.normal(size=shape).astype(np.float32)
