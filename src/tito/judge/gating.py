"""What the gates of the milestones are made of: tasks, arrays as they were handed in, networks in NumPy, findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tito.results import Finding

CLOSE = 1e-4  # float32 against float64, after a handful of operations

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Task:
    given: Mapping[str, Any]  # the program's arguments
    judge: Callable[[Answers], tuple[Finding, ...]]


class Unfit(Exception):
    """What was handed in is not what was asked for: (what, got, wanted)."""


def array_of(answers: Answers, name: str, shape: tuple[int, ...]) -> Any:
    """An array that was handed in, as float64; Unfit if it is not one of numbers, of that shape."""
    found = answers.get(name) if isinstance(answers, Mapping) else None
    if not isinstance(found, np.ndarray) or found.dtype.kind not in "fiub":
        raise Unfit(f"{name} handed in", "nothing" if found is None else type(found).__name__, "an array of numbers")
    if found.shape != shape:
        raise Unfit(f"shape of the {name}", str(found.shape), str(shape))
    if not np.isfinite(found).all():
        raise Unfit(f"numbers among the {name}", f"{int((~np.isfinite(found)).sum())} are nan or inf", "all finite")
    return found.astype(np.float64)


def network_of(answers: Answers) -> list[tuple[Any, Any]]:
    """Weights (out, in) and biases (out,) of the linear layers that were handed in, in their order."""
    state = answers.get("network")
    names = [name for name in state if str(name).endswith("weight")] if isinstance(state, dict) else []
    if not isinstance(state, dict) or not names:
        raise Unfit("network handed in", "none", "a state_dict() with weights and biases")
    layers, width = [], None
    for name in names:
        weight = array_of(state, name, np.shape(state[name]))
        if weight.ndim != 2 or width not in (None, weight.shape[1]):
            raise Unfit(f"shape of the {name}", str(weight.shape), "(out, in), which fits the layer before it")
        width = weight.shape[0]
        layers.append((weight, array_of(state, name.removesuffix("weight") + "bias", (width,))))
    return layers


def forward(layers: list[tuple[Any, Any]], x: Any) -> Any:
    """The network in NumPy: linear layers with ReLU between them. (N, in) -> (N, out)"""
    if x.shape[1] != layers[0][0].shape[1]:
        raise Unfit("inputs of the network", str(layers[0][0].shape[1]), str(x.shape[1]))
    for place, (weight, bias) in enumerate(layers):
        x = np.maximum(x, 0) if place else x.astype(np.float64)
        x = x @ weight.T + bias
    return x


def sigmoid(x: Any) -> Any:
    return 0.5 + 0.5 * np.tanh(0.5 * np.asarray(x, np.float64))


def bce(logits: Any, labels: Any) -> float:
    return float(np.mean(np.logaddexp(0.0, logits) - logits * labels))


def cross_entropy(logits: Any, labels: Any) -> float:
    scores = logits - logits.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(labels)), labels]))


def same_loss(answers: Answers, truth: float) -> Finding:
    loss = answers.get("loss")
    if type(loss) not in (int, float):
        raise Unfit("loss handed in", type(loss).__name__, "a number")
    return same("loss at the end, from the same weights in NumPy", loss, truth)


def share_of(right: Any) -> float:
    return float(np.mean(right))


def at_least(what: str, share: float, least: float) -> Finding:
    return Finding(what, f"{share:.1%}", f"at least {least:.0%}", passed=bool(share >= least))


def at_most(what: str, share: float, most: float) -> Finding:
    return Finding(what, f"{share:.1%}", f"at most {most:.0%}", passed=bool(share <= most))


def within(what: str, value: float, low: float, high: float) -> Finding:
    return Finding(what, f"{value:.3f}", f"{low:g} to {high:g}", passed=bool(low <= value <= high))


def same(what: str, got: Any, truth: Any) -> Finding:
    """Equal but for rounding: of the size of the numbers, since float32 keeps seven digits of whatever it holds."""
    truth = np.asarray(truth, np.float64)
    apart = float((np.abs(np.asarray(got, np.float64) - truth) / np.maximum(1.0, np.abs(truth))).max())
    return Finding(what, f"{apart:.1e} apart", f"at most {CLOSE:g}", passed=apart <= CLOSE)
