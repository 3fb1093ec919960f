"""The gates of the milestone of 1998: they recompute everything, and nothing that was made up comes through."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tito.judge.gates import GATES, judged
from tito.judge.gates_vision import convolved_scores
from tito.judge.gating import Task, cross_entropy, forward
from tito.results import Finding

DATASETS = Path(__file__).parents[2] / "datasets"
NAMES = [f"{kind} {where}" for kind in ("convolutions", "linear") for where in ("anywhere", "middle")]
KERNELS = {"0": (8, 1, 3, 3), "3": (16, 8, 3, 3), "6": (32, 16, 3, 3), "10": (10, 32)}
MATRICES = {"1": (23, 256), "3": (10, 23)}

Answers = dict[str, Any]


@pytest.fixture(scope="module")
def task() -> Task:
    return GATES["shifted-digits"](np.random.default_rng(0), DATASETS)


def drawn(shapes: dict[str, tuple[int, ...]], seed: int) -> dict[str, Any]:
    """A state that nobody trained."""
    rng, state = np.random.default_rng(seed), {}
    for name, shape in shapes.items():
        state[f"{name}.weight"] = rng.normal(size=shape) / np.sqrt(np.prod(shape[1:]))
        state[f"{name}.bias"] = rng.normal(size=shape[0]) / 10
    return state


def linear_scores(state: dict[str, Any], x: Any) -> Any:
    return forward([(state[f"{n}.weight"], state[f"{n}.bias"]) for n in MATRICES], x.reshape(len(x), -1))


@pytest.fixture(scope="module")
def untrained(task: Task) -> Answers:
    """Four networks that nobody trained, with scores and losses that are theirs."""
    answers = {}
    for seed, name in enumerate(NAMES):
        kind, where = name.split()
        shapes, run = (KERNELS, convolved_scores) if kind == "convolutions" else (MATRICES, linear_scores)
        state, given = drawn(shapes, seed), task.given[where]
        loss = cross_entropy(run(state, given["images"][:500]), given["labels"][:500])
        entry = {"before": drawn(shapes, seed + 9), "network": state, "loss": loss}
        answers[name] = {**entry, "logits": run(state, given["unseen"])}
    return answers


def failed(found: tuple[Finding, ...]) -> list[str]:
    return [finding.what for finding in found if not finding.passed]


def changed(answers: Answers, name: str, **others: Any) -> Answers:
    return {**answers, name: {**answers[name], **others}}


def test_networks_that_nobody_trained_read_nothing_but_their_scores_are_theirs(task: Task, untrained: Answers) -> None:
    assert failed(judged(task, untrained)) == ["digits anywhere, read by convolutions", "ahead of the linear layers"]


@pytest.mark.parametrize("name", NAMES)
def test_scores_that_do_not_follow_from_the_weights_are_found(task: Task, untrained: Answers, name: str) -> None:
    made_up = changed(untrained, name, logits=untrained[name]["logits"] + 0.01)
    kind, where = name.split()
    assert f"scores of the {kind} ({where}), from the same weights in NumPy" in failed(judged(task, made_up))


@pytest.mark.parametrize("name", NAMES)
def test_a_loss_that_does_not_follow_from_the_weights_is_found(task: Task, untrained: Answers, name: str) -> None:
    made_up = changed(untrained, name, loss=0.001)
    assert "loss at the end, from the same weights in NumPy" in failed(judged(task, made_up))


def test_kernels_that_stayed_are_found(task: Task, untrained: Answers) -> None:
    name = "convolutions anywhere"
    stayed = changed(untrained, name, before=untrained[name]["network"])
    assert "kernels moved, of their own length" in failed(judged(task, stayed))


def test_other_networks_are_refused(task: Task, untrained: Answers) -> None:
    larger = changed(untrained, "convolutions anywhere", network=drawn({**KERNELS, "10": (10, 64)}, 0))
    assert failed(judged(task, larger)) == ["shape of the 10.weight"]
    wider = changed(untrained, "linear middle", network=drawn({"1": (64, 256), "3": (10, 64)}, 0))
    assert failed(judged(task, wider)) == ["shapes of the linear network"]


@pytest.mark.parametrize("answers", [{}, {"convolutions anywhere": 3}, {"convolutions anywhere": {"network": None}}])
def test_what_was_not_handed_in_is_named(task: Task, answers: Answers) -> None:
    found = judged(task, answers)
    assert len(found) == 1
    assert not found[0].passed


def test_each_run_has_places_of_its_own() -> None:
    make: Callable[[int], Task] = lambda seed: GATES["shifted-digits"](np.random.default_rng(seed), DATASETS)  # noqa: E731 - a name for three calls
    first, again, other = (make(seed).given["anywhere"]["unseen"] for seed in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert first.shape == (720, 1, 16, 16)
    np.testing.assert_allclose(first.sum(axis=(1, 2, 3)), other.sum(axis=(1, 2, 3)), rtol=1e-5)
