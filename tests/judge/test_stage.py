"""A milestone's program in a process of its own: what it hands in counts, however it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tito.judge import stage
from tito.results import Verdict
from tito.sandbox.choose import choose

DATASETS = Path(__file__).parents[2] / "datasets"

RIGHT = """
import numpy as np
from tinytorch.core.dot import weighed

def perform(readings, labels, weights, biases, report):
    for step in range(1, 4):
        report(step, 3, loss=1 / step)
    return {"probabilities": 0.5 + 0.5 * np.tanh(weighed(weights, readings, biases) / 2)}
"""
DOT = """
def weighed(weights, readings, biases):
    return weights @ readings + biases[:, None]
"""
TABLE = """
[course]
title = "T"
version = "1"

[[module]]
name = "dot"
number = "00"
title = "Dot"
tier = "One"
export = "core.dot"
provides = ["weighed"]
"""


@pytest.fixture
def played(tmp_path: Path) -> Callable[..., Verdict]:
    """Run a program on a package with one function."""

    def play(program: str = RIGHT, package: str = DOT, **more: Any) -> Verdict:
        files = {"tito.toml": TABLE, "tinytorch/core/dot.py": package, "milestones/01/01_program.py": program}
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        file = tmp_path / "milestones/01/01_program.py"
        return stage.perform(file, "untrained-perceptron", workspace=tmp_path, datasets=DATASETS, **more)

    return play


def test_answers_that_are_right_pass(played: Callable[..., Verdict]) -> None:
    verdict = played()

    assert verdict.passed
    assert verdict.script == "01_program"
    assert Verdict.from_json(verdict.to_json()) == verdict


def test_reports_come_as_they_are_made(played: Callable[..., Verdict]) -> None:
    seen: list[Any] = []

    verdict = played(watch=seen.append)

    assert seen == [{"step": step, "of": 3, "loss": 1 / step} for step in (1, 2, 3)]
    assert list(verdict.reports) == seen


def test_answers_of_a_package_that_is_wrong_fail(played: Callable[..., Verdict]) -> None:
    verdict = played(package=DOT.replace("+ biases[:, None]", ""))

    assert not verdict.passed
    assert not verdict.error


def test_nothing_that_a_program_says_of_itself_counts(played: Callable[..., Verdict]) -> None:
    boasting = RIGHT.replace("0.5 * np", "0.0 * np").replace("loss=1 / step", "accuracy=1.0, passed=1")
    verdict = played('print("passed 100 %")' + boasting)

    assert not verdict.passed
    assert verdict.output == "passed 100 %\n"


def test_an_error_names_the_students_own_line(played: Callable[..., Verdict]) -> None:
    verdict = played(package=DOT.replace("@ readings", "@ readings.T"))

    assert not verdict.passed
    assert verdict.error.startswith("ValueError: matmul")
    assert verdict.where == "tinytorch/core/dot.py, line 3: return weights @ readings.T + biases[:, None]"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("import sys; sys.exit(0)", "SystemExit: 0"),
        ("import os; os._exit(0)", "Ended: the process ended itself (exit code 0)"),
        ("raise RuntimeError('no')", "RuntimeError: no"),
        ("return object()", "TypeError: only arrays and plain data can be handed in, not object"),
    ],
)
def test_a_program_that_ends_otherwise_does_not_pass(played: Callable[..., Verdict], line: str, said: str) -> None:
    verdict = played(RIGHT.replace("    for step", f"    {line}\n    for step"))

    assert (verdict.passed, verdict.error) == (False, said)


def test_a_program_that_never_ends_is_stopped(played: Callable[..., Verdict]) -> None:
    endless = RIGHT.replace("    return", "    while True: pass\n    return")

    verdict = played(endless, limits=replace(stage.LIMITS, seconds_total=3.0))

    assert verdict.error == "TimedOut: it took longer than 3 s"
    assert len(verdict.reports) == 3


def test_what_is_not_a_number_is_no_report(played: Callable[..., Verdict]) -> None:
    verdict = played(RIGHT.replace("loss=1 / step", "loss=float('nan')"))

    assert verdict.passed
    assert verdict.reports[0] == {"step": 1, "of": 3}


def test_large_answers_arrive_whole(played: Callable[..., Verdict]) -> None:
    verdict = played(RIGHT.replace('return {"prob', 'return {"more": np.zeros((500, 500)), "prob'))

    assert verdict.passed


def test_the_same_seed_gives_the_same_verdict(played: Callable[..., Verdict]) -> None:
    first, second = (replace(played(seed=3), seconds=0.0) for _ in range(2))

    assert first == second


def test_other_peoples_packages_run_behind_walls(played: Callable[..., Verdict], tmp_path: Path) -> None:
    answers = tmp_path / "answers.txt"
    answers.write_text("what decides")
    look = f"try: print(open({str(answers)!r}).read())\n    except OSError: print('nothing')"

    verdict = played(RIGHT.replace("    for step", f"    {look}\n    for step"), sandbox=choose())

    assert verdict.passed, verdict
    assert verdict.output == "nothing\n"
