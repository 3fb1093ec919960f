"""The real lessons: stubs fail, solutions pass, misconceptions are caught, as students and as graders run them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tito.course import cells, editions
from tito.course.curriculum import Curriculum, load
from tito.course.leaks import leaks, secrets_of
from tito.course.lint import lint_course
from tito.course.manifest import Module
from tito.course.student_edition import files
from tito.judge.plan import plan
from tito.judge.prove import Mode, prove
from tito.judge.prove_checkpoint import prove_checkpoint
from tito.judge.trials import runner, with_stubs, without_examples
from tito.results import Outcome
from tito.sandbox.choose import ASK
from tito.sandbox.protocol import Level

CURRICULUM = load(Path(__file__).parents[2] / "curriculum")
each_module = pytest.mark.parametrize("module", CURRICULUM.course.modules, ids=lambda module: module.id)


@pytest.fixture(scope="module")
def curriculum() -> Curriculum:
    return CURRICULUM


def test_the_lessons_keep_the_rules(curriculum: Curriculum) -> None:
    assert lint_course(curriculum) == ()


def test_no_solution_stands_in_what_students_get(curriculum: Curriculum) -> None:
    handed_out = {str(path): data for path, data in files(curriculum, {}).items()}

    assert leaks(handed_out, secrets_of(curriculum.lessons())) == ()


@each_module
@pytest.mark.parametrize("mode", ["local", "split"])
def test_the_checks_do_what_they_are_for(curriculum: Curriculum, module: Module, mode: Mode) -> None:
    assert prove(curriculum.lesson(module), curriculum, mode=mode) == ()


@each_module
def test_level_c_judges_alike(curriculum: Curriculum, module: Module, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no namespaces are to be had: solutions pass and stubs do not. Misconceptions are proven on the best level
    above; that is where the time goes, and no wall decides what a check makes of a value."""
    monkeypatch.setenv(ASK, Level.C)
    lesson = curriculum.lesson(module)
    solved = without_examples(editions.instructor(module, lesson.cells, curriculum.course))
    exercises = {cells.name(cell) for cell in cells.of_role(lesson.cells, cells.Role.EXERCISE)}
    with runner(lesson, curriculum, "split") as run:
        whole, empty = (run(plan(made, seed="proof")) for made in (solved, with_stubs(solved, exercises)))
    assert (whole.sandbox, empty.sandbox) == ("level C", "level C")
    assert [check.name for check in whole.checks if check.outcome is not Outcome.PASSED] == []
    assert [check.name for check in empty.checks if check.outcome is Outcome.PASSED] == []


@each_module
def test_the_checkpoint_shows_its_capability(curriculum: Curriculum, module: Module) -> None:
    assert list(prove_checkpoint(curriculum.lesson(module), curriculum)) == []
