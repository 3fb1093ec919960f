"""What every lesson shows beside its code is true: PyTorch's block, and what the checks say of the marked samples."""

from __future__ import annotations

import contextlib
import io
import tomllib
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from tito.course import editions
from tito.course.curriculum import Curriculum
from tito.course.notebook import grade_id
from tito.judge.local import run_local
from tito.judge.plan import plan

CURRICULUM = Path(__file__).parents[2] / "curriculum"
PYTORCH = "## The same in PyTorch"
LESSONS = sorted(path for path in CURRICULUM.glob("[0-9]*/*.py") if PYTORCH in path.read_text(encoding="utf-8"))
SAMPLES = sorted(CURRICULUM.glob("*/exemplars/*.py"))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_the_pytorch_block_shows_what_pytorch_prints(torch: ModuleType, lesson: Path) -> None:
    text = lesson.read_text(encoding="utf-8")
    _, program, _, shown, *_ = text[text.index(PYTORCH) :].replace("\n# ", "\n").split("```")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(program.removeprefix("python"), {})
    assert printed.getvalue().strip() == shown.removeprefix("text").strip()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_what_the_checks_say_of_a_sample_stands_beside_it(
    curriculum: Curriculum, reference: Path, sample: Path
) -> None:
    head, _, code = sample.read_text(encoding="utf-8").partition("def ")
    told = tomllib.loads(head.replace("# ", ""))
    lesson = curriculum.lesson(curriculum.course.find(sample.parents[1].name))
    notebook = editions.instructor(lesson.module, lesson.cells, curriculum.course)
    tag = f"exercise-{told['exercise']}"
    changed = notebook.with_cells(
        replace(c, source="def " + code) if grade_id(c) == tag else c for c in notebook.cells if grade_id(c)
    )
    report = run_local(plan(changed), workspace=reference)
    said = [f"{check.name} {check.outcome}" for check in report.checks if check.exercise == told["exercise"]]
    assert ", ".join(said) == told["checks"]
    assert report.passed or told["mark"] <= 6
