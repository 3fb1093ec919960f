"""`tito module submit`: the file to hand in, whatever state the work is in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat


def handed_in(desk: Any, module: str = "01_numbers") -> Path:
    return Path(desk.root) / "submit" / f"{module}.ipynb"


def test_the_file_is_a_notebook_of_the_graders_name_with_the_students_cells(solved: Any) -> None:
    solved.answer("01_numbers", "q2", "I would work on a few rows at a time.")
    ran = solved.run("module", "submit", "01")
    assert ran.code == 0
    assert f"Hand in this file: {handed_in(solved)}" in ran.out
    notebook = nbformat.read(handed_in(solved), as_version=4)
    nbformat.validate(notebook)
    by_id = {cell.metadata["nbgrader"]["grade_id"]: cell for cell in notebook.cells if "nbgrader" in cell.metadata}
    assert by_id["exercise-double"].source == solved.solution("01_numbers", "double").rstrip("\n")
    assert "a few rows at a time" in by_id["question-q2"].source


def test_it_says_what_passes_and_what_is_still_to_come(solved: Any) -> None:
    ran = solved.run("module", "submit", "01")
    assert "double: passed" in ran.out
    assert "2 visible checks pass; 2 hidden checks run after you hand in." in ran.out


def test_the_report_as_json(desk: Any) -> None:
    ran = desk.run("module", "submit", "01", "--json")
    said = json.loads(ran.out)
    assert (ran.code, said["version"], said["file"]) == (0, 1, str(handed_in(desk)))
    assert [check["outcome"] for check in said["report"]["checks"]] == ["not attempted"] * 2


def test_a_module_without_marks_is_said_to_be_one(desk: Any) -> None:
    ran = desk.run("module", "submit", "00")
    assert ran.code == 0
    assert "not graded" in ran.err


def test_partial_work_is_never_refused(desk: Any) -> None:
    desk.solve("01_numbers", "double")
    ran = desk.run("module", "submit", "01")
    assert ran.code == 0
    assert "row_sums: not attempted" in ran.out
    assert "1 of 2 visible checks pass" in ran.out
    assert handed_in(desk).is_file()


def test_work_that_is_not_even_python_is_handed_in(desk: Any) -> None:
    desk.type("01_numbers", "double", "# exercise: double\ndef double(:\n")
    ran = desk.run("module", "submit", "01")
    assert ran.code == 0
    assert "def double(:" in handed_in(desk).read_text()


def test_the_same_work_gives_the_same_bytes(solved: Any) -> None:
    solved.run("module", "submit", "01")
    first = handed_in(solved).read_bytes()
    solved.run("module", "submit", "01")
    assert handed_in(solved).read_bytes() == first


def test_a_damaged_notebook_does_not_cost_the_earlier_file(solved: Any) -> None:
    solved.run("module", "submit", "01")
    first = handed_in(solved).read_bytes()
    solved.path("01_numbers").write_text("{")
    assert solved.run("module", "submit", "01").code == 3
    assert handed_in(solved).read_bytes() == first


def test_no_output_of_the_students_machine_is_handed_in(solved: Any) -> None:
    notebook = solved.read("01_numbers")
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "secret"}]
    solved.save("01_numbers", notebook)
    solved.run("module", "submit", "01")
    assert "secret" not in handed_in(solved).read_text()
    assert json.loads(handed_in(solved).read_text())["nbformat"] == 4
