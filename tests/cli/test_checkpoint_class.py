"""`tito checkpoint` in a course folder: recomputed in the sandbox from what each student handed in."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.xdist_group("grade")  # the course folder is prepared once

MODULE = "01_numbers"
ROSTER = "id,name\nada,Ada\nben,Ben\nchen,Chen\ndan,Dan\n=eve,Eve\n"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("class") / "course"


@pytest.fixture
def course(tito: Callable[..., Any], template: Path, tmp_path: Path) -> Path:
    """Module 01 generated; ada's hand-in is right, ben doubles wrongly, chen's is no notebook, others have none."""
    if not template.exists():
        template.mkdir()
        (template / "class.csv").write_text(ROSTER, encoding="utf-8")
        for words in (("setup", "--roster", "class.csv"), ("generate", "01")):
            ran = tito("grade", *words, cwd=template)
            assert ran.code == 0, ran.said
        right = (template / "source" / MODULE / f"{MODULE}.ipynb").read_text(encoding="utf-8")
        hand_in(template, "ada", right)
        hand_in(template, "ben", right.replace("np.multiply(x, 2.0)", "np.multiply(x, 3.0)"))
        hand_in(template, "chen", "{")
    return shutil.copytree(template, tmp_path / "course")


def hand_in(course: Path, student: str, text: str) -> None:
    place = course / "submitted" / student / MODULE
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{MODULE}.ipynb").write_text(text, encoding="utf-8")


def test_the_class_is_exported_as_csv(tito: Callable[..., Any], course: Path) -> None:
    ran = tito("checkpoint", "export", "--output", "class_progress.csv", cwd=course)

    assert ran.code == 0, ran.said
    assert "class_progress.csv   5 students, 1 checkpoint" in ran.out
    rows = list(csv.reader((course / "class_progress.csv").read_text(encoding="utf-8").splitlines()))
    assert rows == [
        ["id", MODULE, "passed"],
        ["'=eve", "not handed in", "0"],
        ["ada", "passed", "1"],
        ["ben", "not passed", "0"],
        ["chen", "not handed in", "0"],
        ["dan", "not handed in", "0"],
    ]


@pytest.mark.parametrize(
    ("student", "state", "reason"),
    [
        ("ada", "passed", ""),
        ("ben", "not passed", "doubling failed"),
        ("dan", "not handed in", "01_numbers: nothing was handed in"),
    ],
)
def test_one_students_are_shown(tito: Callable[..., Any], course: Path, student: str, state: str, reason: str) -> None:
    ran = tito("checkpoint", "status", "--student", student, "--json", cwd=course)

    assert ran.code == 0, ran.said
    assert json.loads(ran.out) == {
        "version": 1,
        "student": student,
        "passed": int(state == "passed"),
        "checkpoints": [{"module": MODULE, "state": state, "reason": reason}],
    }


def test_a_hand_in_that_cannot_be_read_says_why(tito: Callable[..., Any], course: Path) -> None:
    ran = tito("checkpoint", "status", "--student", "chen", cwd=course)

    assert ran.code == 0, ran.said
    assert "01_numbers: 01_numbers.ipynb is not" in ran.out


def test_hostile_code_runs_in_the_sandbox_and_decides_nothing(
    tito: Callable[..., Any], course: Path, tmp_path: Path
) -> None:
    """It tries to leave a trace outside, to replace what compares, and to end the process as if all were well."""
    target = tmp_path / "trace"
    lines = (
        f"try: open({str(target)!r}, 'w')",
        "except OSError: pass",
        "import os, tinytorch.checks",
        "tinytorch.checks.expect_equal = lambda *a, **k: None",
        "def double(x): return x",
    )
    notebook = json.loads((course / "submitted" / "ada" / MODULE / f"{MODULE}.ipynb").read_text(encoding="utf-8"))
    cell = next(cell for cell in notebook["cells"] if "# exercise: double\n" in "".join(cell["source"]))
    cell["source"] = "#| export\n# exercise: double\n" + "\n".join(lines) + "\n"
    hand_in(course, "dan", json.dumps(notebook))

    ran = tito("checkpoint", "status", "--student", "dan", cwd=course)

    assert ran.code == 0, ran.said
    assert "not passed" in ran.out
    assert not target.exists()


def test_somebody_of_another_class_is_wrong_usage(tito: Callable[..., Any], course: Path) -> None:
    ran = tito("checkpoint", "status", "--student", "zoe", cwd=course)

    assert ran.code == 2
    assert "zoe" in ran.err


def test_outside_a_course_folder_there_is_no_class(tito: Callable[..., Any], tmp_path: Path) -> None:
    for words in (("status", "--student", "ada"), ("export",)):
        ran = tito("checkpoint", *words, cwd=tmp_path)
        assert ran.code == 2
        assert "no course folder" in ran.err


def test_a_class_without_generated_modules_is_told_so(tito: Callable[..., Any], tmp_path: Path) -> None:
    assert tito("grade", "setup", cwd=tmp_path).code == 0

    ran = tito("checkpoint", "export", cwd=tmp_path)

    assert ran.code == 2
    assert "tito grade generate" in ran.err
