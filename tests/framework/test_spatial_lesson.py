"""What module 09 shows its readers: examples, the block of PyTorch, the figure, the marked samples."""

from __future__ import annotations

import contextlib
import doctest
import io
import runpy
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

LESSON = Path(__file__).parents[2] / "curriculum" / "09_spatial"


def test_docstring_examples_run(framework: dict[str, ModuleType]) -> None:
    result = doctest.testmod(framework["spatial"])
    assert result.attempted >= 13
    assert result.failed == 0


def test_the_pytorch_block_shows_what_pytorch_prints(torch: ModuleType) -> None:
    lesson = (LESSON / "spatial.py").read_text(encoding="utf-8")
    _, program, _, shown, *_ = lesson[lesson.index("## The same in PyTorch") :].replace("\n# ", "\n").split("```")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(program.removeprefix("python"), {})
    assert printed.getvalue().strip() == shown.removeprefix("text").strip()


def test_the_figure_is_what_its_script_draws() -> None:
    folder = LESSON / "figures"
    assert (folder / "places.svg").read_text(encoding="utf-8") == runpy.run_path(str(folder / "draw.py"))["places"]()


@pytest.mark.parametrize("sample", sorted((LESSON / "exemplars").glob("*.py")), ids=lambda path: path.stem)
def test_what_the_checks_say_of_a_sample_stands_beside_it(
    curriculum: Curriculum, reference: Path, sample: Path
) -> None:
    head, _, code = sample.read_text(encoding="utf-8").partition("def ")
    told = tomllib.loads(head.replace("# ", ""))
    module = curriculum.course.find("spatial")
    notebook = editions.instructor(module, curriculum.lesson(module).cells, curriculum.course)
    tag = f"exercise-{told['exercise']}"
    changed = notebook.with_cells(
        replace(c, source="def " + code) if grade_id(c) == tag else c for c in notebook.cells if grade_id(c)
    )
    report = run_local(plan(changed), workspace=reference)
    said = [f"{check.name} {check.outcome}" for check in report.checks if check.exercise == told["exercise"]]
    assert ", ".join(said) == told["checks"]
    assert all(word.endswith("passed") for word in said) or told["mark"] <= 6
