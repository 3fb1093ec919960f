"""What a milestone's program gets, and what its answers must be worth: computed here, in NumPy alone.

A gate makes the data anew for each run and keeps back what decides (the labels of what the program has not seen).
The program runs in another process; only its answers, plain arrays, come here. Nothing that the student's package
says about itself, its loss or its accuracy, counts.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tito.errors import WrongUsage
from tito.results import Finding

CLOSE = 1e-4  # float32 against float64, after a handful of operations
CENTERS = np.array([[1.0, 1.0], [3.0, 3.0]])  # of the two kinds of points; no line through the origin parts them
SPREAD = 0.9  # half the side of the square in which a kind's points lie: the two squares do not touch
FAR = np.float32(1000)  # beyond what exp can take
CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
TABLES = np.array([[0, 0, 0, 1], [0, 1, 1, 1], [0, 1, 1, 0]], np.float32)  # and, or, xor

MNIST = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Task:
    given: Mapping[str, Any]  # the program's arguments
    judge: Callable[[Answers], tuple[Finding, ...]]


class Unfit(Exception):
    """What was handed in is not what was asked for: (what, got, wanted)."""


def untrained(rng: np.random.Generator, _: Path) -> Task:
    """A hundred perceptrons with random dials: each computes what its dials say, and knows nothing."""
    readings, labels = _blobs(rng, 200)
    dials = {"weights": _random(rng, 100, 2), "biases": _random(rng, 100)}
    dials["weights"][::20] = FAR * rng.choice([-1, 1], (5, 1))  # no sum near 0, where float32 has few digits left
    truth = _sigmoid(dials["weights"] @ readings + dials["biases"][:, None])  # (machines, points)

    def judge(answers: Answers) -> tuple[Finding, ...]:
        fired = _array(answers, "probabilities", truth.shape)
        right = ((fired > 0.5) == labels).mean(axis=1)
        return (
            _equal("probabilities, from the same dials in NumPy", fired, truth),
            _within("right answers of 100 untrained machines, on average", right.mean(), 0.35, 0.65),
        )

    return Task({"readings": readings, "labels": labels, **dials}, judge)


def trained(rng: np.random.Generator, _: Path) -> Task:
    """One perceptron that has learned, asked about points that it has not seen, the last few of them far away."""
    readings, labels = _blobs(rng, 200)
    unseen, kinds = _blobs(rng, 420)
    unseen[:, 400:] = FAR * (2 * kinds[400:] - 1)

    def judge(answers: Answers) -> tuple[Finding, ...]:
        fired = _array(answers, "probabilities", kinds.shape)
        right = (fired > 0.5) == kinds
        network = _network(answers)
        return (
            _at_least("held-out points told apart", _share(right[:400]), 0.98),
            _at_least("and points far outside", _share(right[400:]), 0.98),
            _equal("probabilities, from the same weights in NumPy", fired, _sigmoid(_forward(network, unseen.T)[:, 0])),
            _same_loss(answers, _bce(_forward(network, readings.T)[:, 0], labels)),
        )

    return Task({"readings": readings, "labels": labels, "unseen": unseen}, judge)


def xor_crisis(rng: np.random.Generator, _: Path) -> Task:
    """One layer learns AND and OR; of XOR it can only learn to say "perhaps", which is the best a line can do."""
    order = rng.permutation(4)
    inputs, tables = CORNERS[order].T.copy(), TABLES[:, order]

    def judge(answers: Answers) -> tuple[Finding, ...]:
        logits, losses = _array(answers, "logits", (3, 4)), _array(answers, "losses", (3,))
        networks = answers.get("networks")
        if not isinstance(networks, list) or len(networks) != 3:
            raise Unfit("networks handed in", "none, or not three", "the parameters of three layers")
        sums = np.stack([_forward(_network({"network": layer}), inputs.T)[:, 0] for layer in networks])
        right = ((logits > 0) == tables).mean(axis=1)
        return (
            _at_least("AND learned", right[0], 1.0),
            _at_least("OR learned", right[1], 1.0),
            _at_most("XOR learned", right[2], 0.75),
            _within("loss on XOR (ln 2 = 0.693 is the least that a line can reach)", _bce(sums[2], tables[2]), 0, 0.7),
            _equal("sums, from the same weights in NumPy", logits, sums),
            _equal(
                "losses, from the same sums in NumPy", losses, [_bce(*pair) for pair in zip(sums, tables, strict=True)]
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
        logits, network = _array(answers, "logits", (100,)), _network(answers)
        right = (logits > 0) == TABLES[2][places]
        return (
            _at_least("XOR at its four corners", _share(right[:4]), 1.0),
            _at_least("XOR at 96 points near them", _share(right[4:]), 1.0),
            _equal("sums, from the same weights in NumPy", logits, _forward(network, near)[:, 0]),
            _same_loss(answers, _bce(_forward(network, inputs.T)[:, 0], labels)),
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
        logits, network = _array(answers, "logits", (len(unseen), 10)), _network(answers)
        return (
            _at_least("held-out digits read", _share(logits.argmax(axis=1) == shown), 0.95),
            _equal("scores, from the same weights in NumPy", logits, _forward(network, unseen)),
            _same_loss(answers, _cross_entropy(_forward(network, images[:known]), labels[:known])),
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


def _array(answers: Answers, name: str, shape: tuple[int, ...]) -> Any:
    """An array that was handed in, as float64; Unfit if it is not one of numbers, of that shape."""
    found = answers.get(name) if isinstance(answers, Mapping) else None
    if not isinstance(found, np.ndarray) or found.dtype.kind not in "fiub":
        raise Unfit(f"{name} handed in", "nothing" if found is None else type(found).__name__, "an array of numbers")
    if found.shape != shape:
        raise Unfit(f"shape of the {name}", str(found.shape), str(shape))
    if not np.isfinite(found).all():
        raise Unfit(f"numbers among the {name}", f"{int((~np.isfinite(found)).sum())} are nan or inf", "all finite")
    return found.astype(np.float64)


def _network(answers: Answers) -> list[tuple[Any, Any]]:
    """Weights (out, in) and biases (out,) of the linear layers that were handed in, in their order."""
    state = answers.get("network")
    names = [name for name in state if str(name).endswith("weight")] if isinstance(state, dict) else []
    if not isinstance(state, dict) or not names:
        raise Unfit("network handed in", "none", "a state_dict() with weights and biases")
    layers, width = [], None
    for name in names:
        weight = _array(state, name, np.shape(state[name]))
        if weight.ndim != 2 or width not in (None, weight.shape[1]):
            raise Unfit(f"shape of the {name}", str(weight.shape), "(out, in), which fits the layer before it")
        width = weight.shape[0]
        layers.append((weight, _array(state, name.removesuffix("weight") + "bias", (width,))))
    return layers


def _forward(layers: list[tuple[Any, Any]], x: Any) -> Any:
    """The network in NumPy: linear layers with ReLU between them. (N, in) -> (N, out)"""
    if x.shape[1] != layers[0][0].shape[1]:
        raise Unfit("inputs of the network", str(layers[0][0].shape[1]), str(x.shape[1]))
    for place, (weight, bias) in enumerate(layers):
        x = np.maximum(x, 0) if place else x.astype(np.float64)
        x = x @ weight.T + bias
    return x


def _sigmoid(x: Any) -> Any:
    return 0.5 + 0.5 * np.tanh(0.5 * np.asarray(x, np.float64))


def _bce(logits: Any, labels: Any) -> float:
    return float(np.mean(np.logaddexp(0.0, logits) - logits * labels))


def _cross_entropy(logits: Any, labels: Any) -> float:
    scores = logits - logits.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(labels)), labels]))


def _same_loss(answers: Answers, truth: float) -> Finding:
    loss = answers.get("loss")
    if type(loss) not in (int, float):
        raise Unfit("loss handed in", type(loss).__name__, "a number")
    return _equal("loss at the end, from the same weights in NumPy", loss, truth)


def _share(right: Any) -> float:
    return float(np.mean(right))


def _at_least(what: str, share: float, least: float) -> Finding:
    return Finding(what, f"{share:.1%}", f"at least {least:.0%}", passed=bool(share >= least))


def _at_most(what: str, share: float, most: float) -> Finding:
    return Finding(what, f"{share:.1%}", f"at most {most:.0%}", passed=bool(share <= most))


def _within(what: str, value: float, low: float, high: float) -> Finding:
    return Finding(what, f"{value:.3f}", f"{low:g} to {high:g}", passed=bool(low <= value <= high))


def _equal(what: str, got: Any, truth: Any) -> Finding:
    """Equal but for rounding: of the size of the numbers, since float32 keeps seven digits of whatever it holds."""
    truth = np.asarray(truth, np.float64)
    apart = float((np.abs(np.asarray(got, np.float64) - truth) / np.maximum(1.0, np.abs(truth))).max())
    return Finding(what, f"{apart:.1e} apart", f"at most {CLOSE:g}", passed=apart <= CLOSE)
