"""The real modules against a student who does not do the work: what is learnt by heart, and what is merely returned.

A hidden check must not be passed by who knows it: the course can be read by anybody. So an honest run is recorded and
played back to the same checks with another seed. What passes then is known beforehand, check by check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.replay import Lesson, Tape
from tito.course import curriculum as curricula
from tito.course import editions
from tito.course.curriculum import Curriculum
from tito.course.notebook import Notebook, grade_id
from tito.judge.expectations import counted, demanding
from tito.judge.plan import plan
from tito.judge.reference import build_reference, importable
from tito.judge.split import Pairs
from tito.judge.trials import without_examples
from tito.results import Outcome, Report
from tito.sandbox.choose import choose

CURRICULUM = Path(__file__).parents[2] / "curriculum"
MODULES = tuple(f"{number:02}" for number in range(1, 14))

OTHERS = tuple(f"seed {number}" for number in range(12))  # so many that draws from a few are seen to meet

# What somebody might write who wants points without the work, in the place of every exercise.
LAZY = {
    "nothing": "pass",
    "the first argument": "return given[0] if given else None",
    "a copy of it": "return np.array(given[0])",
    "zeros": "return np.zeros_like(given[0])",
    "one": "return 1.0",
    "true": "return True",
    "an empty list": "return []",
    "an empty tuple": "return ()",
    "every error": "raise ValueError(' '.join(map(repr, given)) + str([np.shape(g) for g in given]))",
    "whatever works": "try:\n        return given[0] * given[1]\n    except Exception:\n        return given[0]",
    "what came last": "SEEN.append(given[0])\n    return SEEN[-2]",
    "by shape": "return {(3,): np.ones(3), (2, 3): np.ones((2, 3))}.get(np.shape(given[0]), given[0])",
}


@pytest.fixture(scope="module")
def course() -> Curriculum:
    return curricula.load(CURRICULUM)


@dataclass(frozen=True)
class Recording:
    lesson: Lesson
    tape: Tape
    outcomes: Mapping[str, Any]


@pytest.fixture(scope="module", params=MODULES)
def recording(
    request: pytest.FixtureRequest, course: Curriculum, tmp_path_factory: pytest.TempPathFactory
) -> Recording:
    module = course.course.find(request.param)
    workspace = build_reference(course, tmp_path_factory.mktemp("reference"), needed_by=module)
    lesson = Lesson(plan(without_examples(solved(course, request.param))), workspace)
    return Recording(lesson, *lesson.recorded("one"))


def solved(course: Curriculum, number: str) -> Notebook:
    module = course.course.find(number)
    return editions.instructor(module, course.lesson(module).cells, course.course)


def test_what_is_learnt_by_heart_does_not_pass_hidden_checks(recording: Recording) -> None:
    assert {event["outcome"] for event in recording.outcomes.values()} == {Outcome.PASSED}
    runs = [recording.lesson.played(recording.tape, seed) for seed in OTHERS]
    passed = {name for run in runs for name, event in run.items() if event["outcome"] is Outcome.PASSED}
    assert {name for name in passed if name.startswith("hidden-")} == set()


def test_how_much_a_check_compares_does_not_depend_on_the_seed(recording: Recording) -> None:
    """Grading holds each hand-in to the number of comparisons that the solutions make."""
    others = [recording.lesson.recorded(seed)[1] for seed in OTHERS[:3]]
    assert [compared(other) for other in others] == [compared(recording.outcomes)] * 3


def compared(outcomes: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(name, event["compared"]) for name, event in outcomes.items()]


@pytest.fixture(scope="module", params=["01", "05", *MODULES[7:]])
def lazily(
    request: pytest.FixtureRequest, course: Curriculum, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Report]]:
    """Grades a module in which every exercise has the same body."""
    module = course.course.find(request.param)
    place = tmp_path_factory.mktemp("reference")
    package = build_reference(course, place, needed_by=module, compiled=True) / "tinytorch"
    notebook = without_examples(solved(course, request.param))
    with Pairs(choose(), package=package, preload=importable(package)) as pairs:
        counts = counted(plan(notebook), pairs.run(plan(notebook)))
        yield lambda body: pairs.run(demanding(plan(written(notebook, body), seed="lazy"), counts))


def written(notebook: Notebook, body: str) -> Notebook:
    return notebook.with_cells(
        replace(cell, source=f"SEEN = []\ndef {tag.partition('-')[2]}(*given, **named):\n    {body}")
        if (tag := grade_id(cell) or "").startswith("exercise-")
        else cell
        for cell in notebook.cells
    )


@pytest.mark.parametrize("body", LAZY)
def test_functions_that_merely_return_something_gain_nothing(lazily: Callable[[str], Report], body: str) -> None:
    report = lazily(LAZY[body])
    assert [check.name for check in report.checks if check.points] == []
