"""The gates of the milestones: they pass what is right, whoever computed it, and nothing else."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tito.errors import WrongUsage
from tito.judge.gates import GATES, MNIST, judged
from tito.judge.gating import Task
from tito.results import Finding

DATASETS = Path(__file__).parents[2] / "datasets"
FIRED = 8.0  # a logit that is as good as certain

Answers = dict[str, Any]


@pytest.fixture
def task() -> Callable[..., Task]:
    def make(gate: str, seed: int = 0) -> Task:
        return GATES[gate](np.random.default_rng(seed), DATASETS)

    return make


def failed(found: tuple[Finding, ...]) -> list[str]:
    return [finding.what for finding in found if not finding.passed]


def sigmoid(x: Any) -> Any:
    return 0.5 + 0.5 * np.tanh(x / 2)


def untrained(weights: Any, biases: Any, readings: Any, **_: Any) -> Answers:
    return {"probabilities": sigmoid(weights @ readings + biases[:, None])}


def trained(readings: Any, labels: Any, unseen: Any, **_: Any) -> Answers:
    """The line between the two squares, as steep as a good training makes it."""
    network = {"weight": np.array([[FIRED, FIRED]]), "bias": np.array([-4 * FIRED])}
    loss = bce(FIRED * (readings.sum(axis=0) - 4), labels)
    return {"network": network, "loss": loss, "probabilities": sigmoid(FIRED * (unseen.sum(axis=0) - 4))}


def crisis(inputs: Any, tables: Any, **_: Any) -> Answers:
    dials = [(FIRED, -1.5 * FIRED), (FIRED, -0.5 * FIRED), (0.0, 0.0)]
    logits = np.stack([weight * inputs.sum(axis=0) + bias for weight, bias in dials])
    networks = [{"weight": np.full((1, 2), weight), "bias": np.full(1, bias)} for weight, bias in dials]
    losses = np.array([bce(*pair) for pair in zip(logits, tables, strict=True)])
    return {"networks": networks, "losses": losses, "logits": logits}


def solved(inputs: Any, labels: Any, unseen: Any, **_: Any) -> Answers:
    """Two units, both of which see the sum: 1 from (0, 0) on, and -2 from where both are on."""
    network = {
        "0.weight": np.ones((2, 2)),
        "0.bias": np.array([0.0, -1.0]),
        "2.weight": FIRED * np.array([[2.0, -4.0]]),
        "2.bias": np.array([-FIRED]),
    }
    return {"network": network, "loss": bce(hidden(inputs), labels), "logits": hidden(unseen)}


def hidden(inputs: Any) -> Any:
    total = inputs.sum(axis=0)
    return FIRED * (2 * np.maximum(total, 0) - 4 * np.maximum(total - 1, 0) - 1)


def digits(images: Any, labels: Any, unseen: Any, **_: Any) -> Answers:
    """400 random features, and the scores that least squares make of them."""
    rng = np.random.default_rng(0)
    weight, bias = 0.5 * rng.normal(size=(400, 64)), rng.normal(size=400)

    def features(x: Any) -> Any:
        return np.hstack([np.maximum(x @ weight.T + bias, 0), np.ones((len(x), 1))])

    known = features(images)
    last = np.linalg.solve(known.T @ known + 0.1 * np.eye(401), known.T @ np.eye(10)[labels])  # (401, 10)
    network = {"0.weight": weight, "0.bias": bias, "2.weight": last[:-1].T, "2.bias": last[-1]}
    scores = known @ last
    loss = float(np.mean(np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(labels)), labels]))
    return {"network": network, "loss": loss, "logits": features(unseen) @ last}


def bce(logits: Any, labels: Any) -> float:
    return float(np.mean(np.logaddexp(0, logits) - logits * labels))


RIGHT = {
    "untrained-perceptron": untrained,
    "trained-perceptron": trained,
    "xor-crisis": crisis,
    "xor-solved": solved,
    "tinydigits": digits,
}  # mnist has no data here


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("gate", RIGHT)
def test_the_right_answers_pass(task: Callable[..., Task], gate: str, seed: int) -> None:
    given = task(gate, seed)

    assert failed(judged(given, RIGHT[gate](**given.given))) == []


@pytest.mark.parametrize("gate", RIGHT)
@pytest.mark.parametrize("answers", [{}, {"logits": None, "probabilities": "all of them"}], ids=["none", "no arrays"])
def test_what_is_not_handed_in_does_not_pass(task: Callable[..., Task], gate: str, answers: Answers) -> None:
    assert failed(judged(task(gate), answers)) != []


@pytest.mark.parametrize("gate", RIGHT)
@pytest.mark.parametrize("spoil", [lambda x: x[..., :-1], lambda x: x * np.nan], ids=["too few", "nan"])
def test_too_few_answers_or_nan_are_said_in_words(task: Callable[..., Task], gate: str, spoil: Any) -> None:
    given = task(gate)

    (said,) = judged(given, spoilt(RIGHT[gate](**given.given), spoil))

    assert not said.passed
    assert "shape" in said.what or "nan" in said.got


def spoilt(answers: Answers, spoil: Any) -> Answers:
    """The answers with what the program says of the data spoilt, not its network."""
    return {name: spoil(array) if isinstance(array, np.ndarray) else array for name, array in answers.items()}


@pytest.mark.parametrize("gate", ["untrained-perceptron", "trained-perceptron", "xor-solved"])
def test_the_data_are_made_anew(task: Callable[..., Task], gate: str) -> None:
    first, second = task(gate, 1), task(gate, 2)

    assert any(not np.array_equal(first.given[name], second.given[name]) for name in first.given)


@pytest.mark.parametrize("gate", ["trained-perceptron", "xor-solved", "tinydigits"])
def test_the_answers_asked_for_are_not_given(task: Callable[..., Task], gate: str) -> None:
    given = task(gate).given

    asked = max(given["unseen"].shape) if gate != "tinydigits" else 360
    assert all(asked not in array.shape for name, array in given.items() if name != "unseen")


def test_two_in_a_hundred_wrong_is_the_most_for_the_perceptron(task: Callable[..., Task]) -> None:
    given = task("trained-perceptron")
    answers = trained(**given.given)
    for wrong, passed in ((8, True), (9, False)):
        fired = np.where(np.arange(420) < wrong, 1 - answers["probabilities"], answers["probabilities"])
        told = judged(given, {**answers, "probabilities": fired})[0]
        assert (told.what, told.passed) == ("held-out points told apart", passed)


def test_machines_that_know_the_answers_are_not_untrained(task: Callable[..., Task]) -> None:
    given = task("untrained-perceptron")
    labels = np.tile(given.given["labels"], (100, 1))

    assert len(failed(judged(given, {"probabilities": labels}))) == 2


@pytest.mark.parametrize("gate", ["trained-perceptron", "xor-solved", "tinydigits"])
def test_a_loss_that_the_network_does_not_have_fails(task: Callable[..., Task], gate: str) -> None:
    given = task(gate)
    answers = RIGHT[gate](**given.given)
    answers["loss"] += 0.01

    assert failed(judged(given, answers)) == ["loss at the end, from the same weights in NumPy"]


@pytest.mark.parametrize("gate", ["trained-perceptron", "xor-solved", "tinydigits"])
def test_answers_of_another_network_fail(task: Callable[..., Task], gate: str) -> None:
    given = task(gate)
    answers = RIGHT[gate](**given.given)
    for name, array in answers["network"].items():
        answers["network"][name] = array * 0.99

    assert any("from the same weights in NumPy" in what for what in failed(judged(given, answers)))


@pytest.mark.parametrize(
    ("network", "said"),
    [
        (None, "network handed in"),
        ({"weight": "heavy", "bias": np.zeros(1)}, "weight handed in"),
        ({"weight": np.ones((1, 2))}, "bias handed in"),
        ({"weight": np.ones((1, 3)), "bias": np.zeros(1)}, "inputs of the network"),
        ({"0.weight": np.ones((4, 2)), "0.bias": np.zeros(4), "1.weight": np.ones((1, 5))}, "shape of the 1.weight"),
    ],
)
def test_a_network_that_is_none_is_said_in_words(task: Callable[..., Task], network: Any, said: str) -> None:
    given = task("xor-solved")

    assert failed(judged(given, {**solved(**given.given), "network": network})) == [said]


def test_a_framework_that_learns_nothing_does_not_show_the_crisis(task: Callable[..., Task]) -> None:
    given = task("xor-crisis")
    answers = crisis(**given.given)
    idle = {"networks": answers["networks"][2:] * 3, "losses": np.full(3, np.log(2)), "logits": np.zeros((3, 4))}

    assert "AND learned" in failed(judged(given, idle))


def test_a_layer_that_has_not_reached_the_least_loss_does_not_show_it(task: Callable[..., Task]) -> None:
    given = task("xor-crisis")
    answers = crisis(**given.given)
    answers["networks"][2] = answers["networks"][1]

    assert any("least that a line can reach" in what for what in failed(judged(given, answers)))


def test_what_solves_xor_is_no_single_layer(task: Callable[..., Task]) -> None:
    given = task("xor-crisis")
    answers = crisis(**given.given)
    x, y = given.given["inputs"]
    answers["logits"][2] = np.where(x != y, FIRED, -FIRED)

    assert failed(judged(given, answers)) == ["XOR learned", "sums, from the same weights in NumPy"]


def test_the_corners_alone_do_not_solve_xor(task: Callable[..., Task]) -> None:
    given = task("xor-solved")
    answers = solved(**given.given)
    answers["logits"][4] *= -1

    assert "XOR at 96 points near them" in failed(judged(given, answers))


def test_95_of_a_hundred_digits_are_asked_for(task: Callable[..., Task]) -> None:
    given = task("tinydigits")
    with np.load(DATASETS / "tinydigits" / "tinydigits.npz") as data:
        truth = data["test_labels"]
    for wrong, passed in ((18, True), (19, False)):
        read = np.where(np.arange(360) < wrong, (truth + 1) % 10, truth)
        told = judged(given, {**digits(**given.given), "logits": np.eye(10)[read]})[0]
        assert (told.what, told.passed) == ("held-out digits read", passed)


def test_mnist_is_read_from_its_own_files(tmp_path: Path) -> None:
    place = tmp_path / "mnist"
    place.mkdir()
    for name, array in zip(
        MNIST, (np.full((3, 28, 28), 255), np.arange(3), np.zeros((2, 28, 28)), np.arange(2)), strict=True
    ):
        head = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
        (place / f"{name}.gz").write_bytes(gzip.compress(head + array.astype(np.uint8).tobytes()))

    given = GATES["mnist"](np.random.default_rng(0), tmp_path).given

    assert (given["images"].shape, given["images"].max(), given["images"].dtype) == ((3, 784), 1.0, "float32")
    assert given["labels"].tolist() == [0, 1, 2]
    assert given["unseen"].shape == (2, 784)


def test_without_mnist_it_says_what_to_put_where(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="does not ship"):
        GATES["mnist"](np.random.default_rng(0), tmp_path)
