"""The real lessons: stubs fail, solutions pass, misconceptions are caught, as students and as graders run them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tito.course.curriculum import Curriculum, load
from tito.course.leaks import leaks, secrets_of
from tito.course.lint import lint_course
from tito.course.manifest import Module
from tito.course.student_edition import files
from tito.judge.prove import Mode, prove
from tito.judge.prove_checkpoint import prove_checkpoint

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
def test_the_checkpoint_shows_its_capability(curriculum: Curriculum, module: Module) -> None:
    assert list(prove_checkpoint(curriculum.lesson(module), curriculum)) == []
