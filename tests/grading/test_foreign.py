"""An assignment of another course, in NBGrader's own style, from its instructor notebook to marks and feedback."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tito.errors import WorkDidNotPass
from tito.grading import journal, settings
from tito.grading.folder import CourseFolder
from tito.grading.foreign import Foreign, adopt, widened
from tito.grading.release import release

pytestmark = pytest.mark.xdist_group("foreign")

Run = Callable[..., Any]
NAME = "ps1"


def cell(source: str, kind: str = "code", **tags: Any) -> dict[str, Any]:
    about = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False, **tags}
    code = {"outputs": [], "execution_count": None} if kind == "code" else {}
    metadata = {"nbgrader": about} if tags else {}
    return {"cell_type": kind, "metadata": metadata, "source": source.splitlines(keepends=True), **code}


SQUARES = """\
def squares(n):
    \"\"\"The squares of 1 to n.\"\"\"
    ### BEGIN SOLUTION
    if n < 1:
        raise ValueError("n must be at least 1")
    return [i ** 2 for i in range(1, n + 1)]
    ### END SOLUTION"""
MEAN = "def mean(values):\n    return sum(values) / len(values)"  # no region: the whole cell is the solution
TESTS = """\
assert squares(1) == [1], "squares(1) is [1]"
assert isinstance(squares(3), list)
### BEGIN HIDDEN TESTS
assert squares(4) == [1, 4, 9, 16]
### END HIDDEN TESTS"""
RAISES = """\
try:
    squares(0)
except ValueError:
    pass
else:
    raise AssertionError("squares(0) did not raise")"""
PATCHES = """\
from unittest import mock
calls = []
with mock.patch("__main__.helper", lambda x: calls.append(x) or 1.0):
    use_helper()
assert calls == [7]"""  # looks into the student's namespace: no plain data could carry it
HELPER = """\
def helper(x):
    return x


def use_helper():
    ### BEGIN SOLUTION
    return helper(7)
    ### END SOLUTION"""


def assignment() -> dict[str, Any]:
    cells = [
        cell("# Problem set 1", "markdown"),
        cell("import numpy as np", locked=True, grade_id="imports"),
        cell(SQUARES, solution=True, grade_id="squares"),
        cell(TESTS, grade=True, locked=True, points=2, grade_id="test_squares"),
        cell(RAISES, grade=True, locked=True, points=1.5, grade_id="test_squares_raises"),
        cell(MEAN, solution=True, grade_id="cell-9f3a"),
        cell(
            "np.testing.assert_allclose(mean([1.0, 2.0]), 1.5)", grade=True, locked=True, points=1, grade_id="test_mean"
        ),
        cell(HELPER, solution=True, grade_id="helper"),
        cell(PATCHES, grade=True, locked=True, points=3, grade_id="test_helper"),
        cell("Why is that so?", "markdown", grade=True, solution=True, points=5, grade_id="why"),
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}


def edited(made: dict[str, Any], texts: dict[str, str]) -> bytes:
    copy = json.loads(json.dumps(made))
    for each in copy["cells"]:
        name = each["metadata"].get("nbgrader", {}).get("grade_id", "").removeprefix("exercise-")
        if name in texts:
            each["source"] = texts[name].splitlines(keepends=True)
    return json.dumps(copy).encode()


SOLVED = {
    "squares": SQUARES.replace("    ### BEGIN SOLUTION\n", "").replace("\n    ### END SOLUTION", ""),
    "cell-9f3a": MEAN,
    "helper": HELPER.replace("    ### BEGIN SOLUTION\n", "").replace("\n    ### END SOLUTION", ""),
}
CHEAT = """\
import sys
judge = sys.modules["__main__"]
for module in list(sys.modules.values()):
    if hasattr(module, "decided"):
        module.decided = lambda error, **about: {"outcome": "passed"}
def squares(n):
    return None"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("foreign") / "course"


@pytest.fixture
def graded(course: Path, tito: Run, mini: Any, edition: Path) -> Path:
    """Collected and graded by the real commands, once."""
    if course.exists():
        return course
    course.mkdir()
    assert tito("grade", "setup", cwd=course).code == 0
    (course / "source" / NAME).mkdir()
    (course / "source" / NAME / f"{NAME}.ipynb").write_text(json.dumps(assignment()), encoding="utf-8")
    folder, wide = CourseFolder(course), widened(CourseFolder(course), mini)
    assert adopt(folder, wide.course.find(NAME))
    about = settings.load(folder.settings, wide.course)
    release(folder, wide, about, [wide.course.find(NAME)], edition)
    released = json.loads((course / "release" / NAME / f"{NAME}.ipynb").read_bytes())
    inbox = {
        "solved": edited(released, SOLVED),
        "half": edited(released, {"squares": SOLVED["squares"]}),
        "untouched": edited(released, {}),
        "cheat": edited(released, {"squares": CHEAT}),
        "old-names": edited(assignment(), SOLVED),  # the notebook as another tool has released it
    }
    for student, data in inbox.items():
        (course / "inbox" / student).mkdir(parents=True)
        (course / "inbox" / student / f"{NAME}.ipynb").write_bytes(data)
    assert tito("grade", "collect", NAME, "--from", "inbox", cwd=course).code == 0
    ran = tito("grade", "autograde", NAME, cwd=course)
    assert ran.code == 0, ran.said
    assert "in one process" in ran.out
    return course


def test_what_is_released_holds_no_solution(graded: Path) -> None:
    text = (graded / "release" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert "range(1, n + 1)" not in text
    assert "sum(values)" not in text
    assert "[1, 4, 9, 16]" not in text
    assert "assert squares(1) == [1]" in text


def test_marks(graded: Path, tito: Run) -> None:
    rows = json.loads(tito("grade", "export", "--format", "json", "--output", "-", cwd=graded).out)["students"]
    found = {row["id"]: row["modules"][NAME]["auto"] for row in rows}
    assert found == {"solved": 7.5, "half": 3.5, "untouched": 0, "cheat": 0, "old-names": 7.5}


def test_a_canary_says_why_a_cheat_has_nothing(graded: Path) -> None:
    report = journal.gradings(CourseFolder(graded), NAME)["cheat"].report
    assert report
    assert {check.error.partition(":")[0] for check in report.checks} == {"Refused"}
    assert "in one process" in report.sandbox


def test_feedback_is_written(graded: Path, tito: Run) -> None:
    assert tito("grade", "feedback", NAME, cwd=graded).code == 0
    page = (graded / "feedback" / "half" / NAME / f"{NAME}.html").read_text(encoding="utf-8")
    assert "run in one process with your code" in page


def test_status_lists_it_and_a_module_is_still_found(graded: Path, tito: Run) -> None:
    said = tito("grade", "status", cwd=graded).out
    assert NAME in said
    assert tito("grade", "generate", "01", cwd=graded).code == 0


@pytest.mark.parametrize(("tags", "words"), [({"schema_version": 2}, "another schema"), ({"task": True}, "task")])
def test_what_cannot_be_graded_is_said(room: Any, tags: dict[str, Any], words: str) -> None:
    made = assignment()
    made["cells"][3]["metadata"]["nbgrader"].update(tags)
    path = room.folder.source(NAME)
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(made), encoding="utf-8")
    module = widened(room.folder, room.curriculum).course.find(NAME)
    assert isinstance(module, Foreign)
    with pytest.raises(WorkDidNotPass, match=words):
        adopt(room.folder, module)
    assert json.loads(path.read_bytes()) == made
