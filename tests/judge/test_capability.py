"""A module's checkpoint as a plan, and the proof that it shows the capability."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tito.course import curriculum
from tito.course.curriculum import Curriculum, Lesson
from tito.course.leaks import leaks, secrets_of
from tito.errors import BadFile
from tito.judge.capability import checkpoint_plan, question
from tito.judge.prove_checkpoint import prove_checkpoint

MINI = Path(__file__).parents[1] / "fixtures" / "mini"
REAL = Path(__file__).parents[2] / "curriculum"


@pytest.fixture
def copy(tmp_path: Path) -> Curriculum:
    return curriculum.load(shutil.copytree(MINI, tmp_path / "mini"))


def numbers(loaded: Curriculum) -> Lesson:
    return loaded.lesson(loaded.course.find("numbers"))


def rewritten(copy: Curriculum, old: str, new: str) -> Lesson:
    file = copy.root / "01_numbers" / "checkpoint.py"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    return numbers(copy)


def test_each_call_is_a_check_and_lines_keep_their_numbers(copy: Curriculum) -> None:
    lesson = numbers(copy)
    plan = checkpoint_plan(lesson.module, lesson.checkpoint)

    assert question(lesson.checkpoint) == "Can this framework calculate with numbers?"
    assert [step.name for step in plan.steps] == ["check-doubling", "check-sums"]
    assert plan.imports == "from tinytorch.checks import expect_equal, scenario, seeded"
    assert "import expect_equal" not in plan.steps[0].source  # the verdict's own vocabulary must not be replaced
    written = lesson.checkpoint.splitlines()
    last = plan.steps[1].source.splitlines()
    assert last[-1] == written[-1] == 'check_sums(seeded("checkpoint-sums"))'
    assert last[-2] == ""


@pytest.mark.parametrize("root", [MINI, REAL], ids=["mini", "real"])
def test_every_checkpoint_is_proven_and_gives_nothing_away(root: Path) -> None:
    loaded = curriculum.load(root)
    lessons = loaded.lessons()

    assert any(lesson.checkpoint for lesson in lessons)
    assert [finding for lesson in lessons for finding in prove_checkpoint(lesson, loaded)] == []
    assert leaks({lesson.module.id: lesson.checkpoint for lesson in lessons}, secrets_of(lessons)) == ()


def test_one_that_the_reference_does_not_pass_is_found_in_both_modes(copy: Curriculum) -> None:
    lesson = rewritten(copy, "4.0 * values", "5.0 * values")

    found = [finding.message for finding in prove_checkpoint(lesson, copy)]

    assert len(found) == 2
    assert all(message.startswith("doubling does not pass on the reference") for message in found)


def test_one_that_passes_without_the_module_is_found(copy: Curriculum) -> None:
    lesson = rewritten(
        copy, "    return double(double(values)).tolist()", "    return [4.0 * value for value in values]"
    )
    lesson = rewritten(copy, "    from tinytorch.core.numbers import double\n", "")

    assert [finding.message for finding in prove_checkpoint(lesson, copy)] == ["doubling passes without 01_numbers"]


def test_one_that_calls_nothing_is_found(copy: Curriculum) -> None:
    lesson = rewritten(
        copy, '\ncheck_doubling(seeded("checkpoint-doubling"))\ncheck_sums(seeded("checkpoint-sums"))\n', ""
    )

    assert [finding.message for finding in prove_checkpoint(lesson, copy)] == [
        "calls no function whose name begins with check_"
    ]


def test_one_that_is_not_python_says_so(copy: Curriculum) -> None:
    lesson = rewritten(copy, "def total(rows):", "def total(rows)")

    with pytest.raises(BadFile, match="not Python"):
        checkpoint_plan(lesson.module, lesson.checkpoint)
