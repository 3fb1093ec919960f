"""`tito module hint` and `tito module solution`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest


def test_hints_come_one_by_one_and_the_end_is_said(desk: Any) -> None:
    said = [desk.run("module", "hint", "01", "double") for _ in range(4)]
    assert [ran.code for ran in said] == [0] * 4
    assert said[0].out.splitlines() == [
        "double, hint 1 of 3",
        "What is twice an array?",
        "One more step: tito module hint 01 double",
    ]
    assert "NumPy multiplies an array" in said[1].out
    assert "The ladder ends here." in said[2].out
    assert "The ladder has ended; this is its last step again." in said[3].out


def test_without_an_exercise_it_is_the_first_unsolved_one(desk: Any) -> None:
    assert "double, hint 1 of 3" in desk.run("module", "hint", "01").out
    desk.solve("01_numbers", "double")
    assert "row_sums, hint 1 of 3" in desk.run("module", "hint", "01").out


def test_with_everything_solved_there_is_nothing_to_hint_at(solved: Any) -> None:
    ran = solved.run("module", "hint", "01")
    assert ran.code == 0
    assert "Every exercise of 01_numbers passes" in ran.out


@pytest.mark.parametrize("module", ["1", "01", "numbers", "01_numbers", "NUMBERS"])
def test_any_spelling_of_the_module_will_do(desk: Any, module: str) -> None:
    assert desk.run("module", "hint", module, "double").code == 0


def test_the_solution_is_the_reference_once_yours_passes(solved: Any) -> None:
    ran = solved.run("module", "solution", "01", "row_sums")
    assert ran.code == 0
    assert "return np.sum(x, axis=1)" in ran.out


def test_the_solution_is_not_shown_before(desk: Any) -> None:
    ran = desk.run("module", "solution", "01", "row_sums")
    assert ran.code == 1
    assert "once your own passes" in ran.err
    assert "tito module hint 01 row_sums" in ran.err
    assert "np.sum" not in ran.said


def test_a_workspace_that_a_kit_made_has_no_solutions(solved: Any, cache: Path) -> None:
    kit = solved.root / ".tinytorch" / "course"
    (course,) = cache.rglob("course.toml")  # the student edition, which a kit holds
    shutil.copytree(course.parent, kit)
    ran = solved.run("module", "solution", "01", "row_sums")
    assert ran.code == 1
    assert "There are no solutions here" in ran.err
    assert "np.sum" not in ran.said


def test_damaged_material_is_named(desk: Any, tmp_path: Path) -> None:
    """A student kit's own copy of the hints, cut in half by a full disk."""
    course = desk.root / ".tinytorch" / "course"
    (course / "01_numbers").mkdir(parents=True)
    (course / "course.toml").write_text((desk.root / "tito.toml").read_text())
    (course / "01_numbers" / "hints.toml").write_text('double = ["What')
    ran = desk.run("module", "hint", "01", "double")
    assert ran.code == 3
    assert "hints.toml is damaged" in ran.err


def test_hints_are_counted_for_the_students_own_overview(desk: Any) -> None:
    desk.run("module", "hint", "01", "double")
    desk.run("module", "hint", "01", "double")
    record = json.loads((desk.root / ".tinytorch" / "progress.json").read_text())
    assert record["modules"]["01_numbers"]["hints"] == {"double": 2}
