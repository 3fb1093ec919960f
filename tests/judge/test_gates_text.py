"""The gates of 2017: answers that agree with a model pass what they should, and each wrong one is found out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tito.judge import gates_text
from tito.judge.gates import GATES, judged
from tito.judge.gating import Task, cross_entropy
from tito.results import Finding

WIDTH, HEADS = 8, 2
LINES = ("the cat sat on the mat.\n", "a dog ran to the cat.\n", "the mat is on the floor.\n", "a cat is not a dog.\n")

Answers = dict[str, Any]


@pytest.fixture(scope="module")
def datasets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("datasets")
    (folder / "shakespeare").mkdir()
    rng = np.random.default_rng(0)
    text = "".join(LINES[n] for n in rng.integers(0, len(LINES), 400))
    (folder / "shakespeare" / "shakespeare.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def task(datasets: Path) -> Task:
    return GATES["tinygpt"](np.random.default_rng(0), datasets)


def failed(found: tuple[Finding, ...]) -> str:
    return "; ".join(finding.what for finding in found if not finding.passed)


def random_gpt(rng: np.random.Generator, size: int) -> Answers:
    linear = {"attention.in_proj_": (24, 8), "attention.out_proj.": (8, 8)}
    linear |= {"feed_forward.expand.": (32, 8), "feed_forward.contract.": (8, 32)}
    shapes = {
        "words.weight": (size, WIDTH),
        "places.weight": (64, WIDTH),
        "norm.weight": (WIDTH,),
        "norm.bias": (WIDTH,),
    }
    for name, shape in linear.items():
        shapes |= {f"blocks.0.{name}weight": shape, f"blocks.0.{name}bias": shape[:1]}
    shapes |= {f"blocks.0.norm{n}.{part}": (WIDTH,) for n in (1, 2) for part in ("weight", "bias")}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


def answered(task: Task) -> Answers:
    """Everything as a model of random numbers would hand it in: consistent, and of no use."""
    characters = "".join(sorted(set(task.given["text"])))
    number = {letter: place for place, letter in enumerate(characters)}
    network = random_gpt(np.random.default_rng(1), len(characters))

    def scores(strings: list[str], upto: int | None = -1) -> Any:
        return gates_text._gpt(network, np.array([[number[c] for c in s[:upto]] for s in strings]), HEADS)

    greedy = []
    for prompt in task.given["prompts"]:
        text = prompt
        while len(text) <= 70:
            text += characters[scores([text[-64:]], None)[0, -1].argmax()] if len(text) < 65 else "a"
        greedy.append(text)
    drawn = [prompt + " the cat sat on a mat" * 20 for prompt in task.given["prompts"]]
    answers = {"characters": characters, "network": network, "heads": HEADS, "greedy": greedy, "drawn": drawn}
    answers["scores"] = [scores(group) for group in task.given["asked"]]
    following = [[number[letter] for letter in string[1:]] for string in task.given["asked"][0]]
    rows = answers["scores"][0].reshape(-1, len(characters))
    answers["loss"] = cross_entropy(rows, np.array(following).reshape(-1))
    return answers | {"read": len(task.given["text"]) // 65 * 64}


def test_a_consistent_model_that_knows_nothing_fails_for_its_loss_alone(task: Task) -> None:
    assert failed(judged(task, answered(task))) == "loss on held-out text, in nats for each letter"


def leak(answers: Answers) -> None:
    answers["scores"][2] = answers["scores"][2] + np.float64(1e-12)


def deaf(answers: Answers) -> None:
    answers["scores"][2] = answers["scores"][1].copy()


def other_scores(answers: Answers) -> None:
    answers["scores"][1][0, 0, 0] += 0.01


def other_weights(answers: Answers) -> None:
    answers["network"]["blocks.0.feed_forward.expand.bias"][3] += 1


def other_loss(answers: Answers) -> None:
    answers["loss"] += 0.01


def lost_letters(answers: Answers) -> None:
    answers["read"] -= 64


def babble(answers: Answers) -> None:
    answers["drawn"] = [text[:8] + " xqj zzv cat kkw" * 30 for text in answers["drawn"]]


def silence(answers: Answers) -> None:
    answers["drawn"] = [text[:8] + " " * 80 for text in answers["drawn"]]


def not_the_best(answers: Answers) -> None:
    answers["greedy"] = [text[:20] + "." * 60 for text in answers["greedy"]]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (leak, "that change when it does"),
        (deaf, "that change when it does"),
        (other_scores, "scores, from the same weights"),
        (other_weights, "scores, from the same weights"),
        (other_loss, "and the loss"),
        (lost_letters, "letters guessed"),
        (babble, "drawn words"),
        (silence, "words drawn"),
        (not_the_best, "not the best"),
    ],
)
def test_each_lie_is_found_out(task: Task, change: Callable[[Answers], None], told: str) -> None:
    answers = answered(task)
    change(answers)
    assert told in failed(judged(task, answers))


@pytest.mark.parametrize("name", ["characters", "network", "heads", "loss", "read", "scores", "drawn", "greedy"])
@pytest.mark.parametrize("value", [None, -7.5, "abc", [], {}, np.zeros(3)])
def test_what_is_no_answer_is_told(task: Task, name: str, value: Any) -> None:
    found = judged(task, answered(task) | {name: value})
    assert failed(found)


def test_a_model_that_knows_the_text_passes(task: Task) -> None:
    """Scores as sharp as the truth: only what is said of them in NumPy cannot agree."""
    answers = answered(task)
    number = {letter: place for place, letter in enumerate(answers["characters"])}
    for scores, strings in zip(answers["scores"], task.given["asked"], strict=True):
        for row, string in zip(scores, strings, strict=True):
            row[np.arange(64), [number[letter] for letter in string[1:]]] += 30
    assert "loss on held-out text" not in failed(judged(task, answers))


def test_sequences_must_be_reversed(datasets: Path) -> None:
    task = GATES["reversal"](np.random.default_rng(0), datasets)
    unseen = task.given["unseen"]
    scores = (unseen[:, ::-1][:, None, :] == np.arange(10)[:, None]).astype(float)
    shapes = {"words.weight": (10, 8), "answer.weight": (10, 8), "answer.bias": (10,)}
    shapes |= {"attention.in_proj_weight": (24, 8), "attention.in_proj_bias": (24,)}
    shapes |= {"attention.out_proj.weight": (8, 8), "attention.out_proj.bias": (8,)}
    network = {name: np.zeros(shape) for name, shape in shapes.items()}

    answers = {"scores": scores, "network": network, "loss": float(np.log(10))}
    assert failed(judged(task, answers)) == "scores, from the same weights in NumPy"
    assert "loss" in failed(judged(task, answers | {"loss": 0.0}))
    assert "reversed" in failed(judged(task, answers | {"scores": scores[..., ::-1]}))
    assert failed(judged(task, answers | {"network": {}})) == "network handed in"
    assert failed(judged(task, answers | {"network": {"words.weight": np.zeros((10, 8))}}))
