"""Gates of the milestone of 1998: networks of convolutions, computed again in NumPy from the weights handed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from tito.judge.gating import (
    Answers,
    Task,
    Unfit,
    array_of,
    at_least,
    at_most,
    cross_entropy,
    forward,
    network_of,
    same,
    same_loss,
    share_of,
)
from tito.results import Finding

CANVAS, DIGIT, COPIES = 16, 8, 2  # each held-out digit is put at so many places
KNOWN = 500  # images whose loss at the end is handed in
KERNELS = ((8, 1, 3, 3), (16, 8, 3, 3), (32, 16, 3, 3))  # of the network of convolutions, each layer in turn
POOLS = (2, 2, 4)
LINEAR = ((23, 256), (10, 23))
BLOCKS = ((16, 3, 3, 3), (32, 16, 3, 3), (64, 32, 3, 3))  # of the network for photographs, each with normalisation
MOVED = 0.1  # of their own size, at least
EPS = 1e-5  # of batch normalisation

State = Mapping[str, Any]


def shifted_digits(rng: np.random.Generator, datasets: Path) -> Task:
    """Four networks: convolutions and linear layers that learned digits anywhere, and digits in the middle."""
    images, labels, _, _ = _npz(datasets, "shifteddigits")
    centred, kinds, unseen, shown = _npz(datasets, "tinydigits")
    unseen, again = np.tile(unseen, (COPIES, 1, 1, 1)), np.tile(shown, COPIES)
    given: dict[str, dict[str, Any]] = {
        "anywhere": {"images": images, "labels": labels, "unseen": _placed(unseen, _corners(rng, len(unseen)))},
        "middle": {name: _placed(x, [(4, 4)] * len(x)) for name, x in (("images", centred), ("unseen", unseen))},
    }
    given["middle"]["labels"] = kinds

    def judge(answers: Answers) -> tuple[Finding, ...]:
        shares: dict[tuple[str, str], float] = {}
        findings: list[Finding] = []
        for kind, where in product(NETWORKS, given):
            share, found = _read(answers, kind, where, given[where], again)
            shares[kind, where] = share
            findings += found
        ahead, apart = (shares["convolutions", w] - shares["linear", w] for w in ("anywhere", "middle"))
        entry = _entry(answers, "convolutions anywhere")
        start = convolved_scores(entry.get("before"), given["anywhere"]["unseen"])
        return (
            at_least("digits anywhere, read by convolutions", shares["convolutions", "anywhere"], 0.93),
            _points("ahead of the linear layers", ahead, 15),
            _apart("apart in the middle", apart, 3),
            at_most("the same convolutions before they learned", share_of(start.argmax(axis=1) == again), 0.3),
            _moved(entry),
            *findings,
        )

    return Task(given, judge)


def _read(answers: Answers, kind: str, where: str, task: State, shown: Any) -> tuple[float, list[Finding]]:
    """How many digits a network reads, and whether its scores and its loss follow from its weights."""
    entry, run = _entry(answers, f"{kind} {where}"), NETWORKS[kind]
    logits = array_of(entry, "logits", (len(shown), 10))
    words = f"scores of the {kind} ({where}), from the same weights in NumPy"
    known = run(entry["network"], task["images"][:KNOWN])
    loss = same_loss(entry, cross_entropy(known, task["labels"][:KNOWN]))
    return share_of(logits.argmax(axis=1) == shown), [same(words, logits, run(entry["network"], task["unseen"])), loss]


def cifar10(_: np.random.Generator, datasets: Path) -> Task:
    """A network that has seen 50,000 photographs, asked about 10,000 others, from the files that somebody put there."""
    from tinytorch.datasets import pixels

    data = pixels("cifar10", datasets / "cifar10")
    labels, unseen, shown = data.train_labels.astype(np.int64), data.test_images, data.test_labels

    def judge(answers: Answers) -> tuple[Finding, ...]:
        logits = array_of(answers, "logits", (len(unseen), 10))
        some = slice(0, 500)  # NumPy needs its time for all of them
        truth = _photograph_scores(_state(answers.get("network")), unseen[some] / np.float32(data.top))
        return (
            at_least("held-out photographs sorted", share_of(logits.argmax(axis=1) == shown), 0.55),
            same("scores of the first 500, from the same weights in NumPy", logits[some], truth),
            _moved(answers),
        )

    return Task({"images": data.train_images, "labels": labels, "unseen": unseen}, judge)


def convolved_scores(state: Any, x: Any) -> Any:
    """The network of convolutions in NumPy: (N, 1, 16, 16) -> (N, 10)"""
    state = _state(state)
    for place, (shape, pool) in enumerate(zip(KERNELS, POOLS, strict=True)):
        x = _pooled(np.maximum(_convolved(x, *_weights(state, str(3 * place), shape)), 0), pool)
    weight, bias = _weights(state, "10", (10, 32))
    return x.reshape(len(x), -1) @ weight.T + bias


def _linear_scores(state: Any, x: Any) -> Any:
    layers = network_of({"network": state})
    if tuple(weight.shape for weight, _ in layers) != LINEAR:
        raise Unfit("shapes of the linear network", str([weight.shape for weight, _ in layers]), str(list(LINEAR)))
    return forward(layers, x.reshape(len(x), -1))


def _photograph_scores(state: State, x: Any) -> Any:
    """Blocks of convolution, normalisation by running statistics, ReLU and pooling; then means and a linear layer."""
    for place, shape in enumerate(BLOCKS):
        x = _convolved(x, *_weights(state, str(4 * place), shape))
        names = ("running_mean", "running_var", "weight", "bias")
        mean, var, scale, shift = (array_of(state, f"{4 * place + 1}.{n}", shape[:1])[:, None, None] for n in names)
        x = _pooled(np.maximum((x - mean) / np.sqrt(var + EPS) * scale + shift, 0), 2)
    weight, bias = _weights(state, "13", (10, BLOCKS[-1][0]))
    return x.mean(axis=(2, 3)) @ weight.T + bias


def _convolved(x: Any, weight: Any, bias: Any) -> Any:
    """3 × 3, padding 1, one tap after the other: a sum of nine products."""
    padded, (height, width) = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1))), x.shape[2:]
    taps = ((u, v, padded[:, :, u : u + height, v : v + width]) for u in range(3) for v in range(3))
    out = sum(np.tensordot(weight[:, :, u, v], slab, axes=(1, 1)) for u, v, slab in taps)  # (out, N, H, W)
    return np.moveaxis(out + bias[:, None, None, None], 1, 0)


def _pooled(x: Any, size: int) -> Any:
    n, c, height, width = x.shape
    return x.reshape(n, c, height // size, size, width // size, size).max(axis=(3, 5))


def _weights(state: State, layer: str, shape: tuple[int, ...]) -> tuple[Any, Any]:
    return array_of(state, f"{layer}.weight", shape), array_of(state, f"{layer}.bias", shape[:1])


def _state(value: Any) -> State:
    if not isinstance(value, dict):
        raise Unfit("network handed in", type(value).__name__, "a state_dict() with weights and biases")
    return value


def _entry(answers: Answers, name: str) -> dict[str, Any]:
    found = answers.get(name)
    if not isinstance(found, dict) or "network" not in found:
        raise Unfit(f"{name} handed in", type(found).__name__, "before, network and logits")
    return found


def _npz(datasets: Path, name: str) -> tuple[Any, Any, Any, Any]:
    """Images (N, 1, H, W) from 0 to 1 and labels to learn from, and the held-out ones."""
    with np.load(datasets / name / f"{name}.npz", allow_pickle=False) as data:
        images, unseen = (data[f"{part}_images"][:, None] / np.float32(16) for part in ("train", "test"))
        labels, shown = (data[f"{part}_labels"].astype(np.int64) for part in ("train", "test"))
    return images, labels, unseen, shown


def _corners(rng: np.random.Generator, count: int) -> Any:
    return rng.integers(0, CANVAS - DIGIT + 1, (count, 2))


def _placed(digits: Any, corners: Any) -> Any:
    """Each digit (1, 8, 8) with its upper left corner at its own place in 16 × 16 empty pixels."""
    canvas = np.zeros((len(digits), 1, CANVAS, CANVAS), np.float32)
    for empty, digit, (top, left) in zip(canvas, digits, corners, strict=True):
        empty[:, top : top + DIGIT, left : left + DIGIT] = digit
    return canvas


def _moved(entry: Mapping[str, Any]) -> Finding:
    """The first layer's kernels afterwards and before, as the program handed them in."""
    before, after = _state(entry.get("before")), _state(entry.get("network"))
    first, last = (array_of(state, "0.weight", np.shape(state.get("0.weight", 0))) for state in (before, after))
    if first.shape != last.shape:
        raise Unfit("shape of the kernels before", str(first.shape), str(last.shape))
    moved = float(np.linalg.norm(last - first)) / max(float(np.linalg.norm(first)), 1e-12)
    return Finding("kernels moved, of their own length", f"{moved:.0%}", f"at least {MOVED:.0%}", passed=moved >= MOVED)


def _points(what: str, gap: float, least: float) -> Finding:
    return Finding(what, f"{100 * gap:.1f} points", f"at least {least:g} points", passed=bool(100 * gap >= least))


def _apart(what: str, gap: float, most: float) -> Finding:
    return Finding(what, f"{100 * gap:.1f} points", f"at most {most:g} points", passed=bool(abs(100 * gap) <= most))


NETWORKS: Mapping[str, Callable[[Any, Any], Any]] = {"convolutions": convolved_scores, "linear": _linear_scores}
