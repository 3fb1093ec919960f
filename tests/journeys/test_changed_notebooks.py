"""Notebooks that an editor or a hurried student has changed: tested, completed and handed in with every line of work.

Each test changes a solved notebook, runs the real command, and asserts exit code, words, and that the file on disk is
byte for byte what the student saved.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

NUMBERS = "01_numbers"


def colab(notebook: dict[str, Any]) -> dict[str, Any]:
    """As Colab downloads it: ids among the metadata, everything else that is not Colab's lost, an older format."""
    cells = [
        {**cell, "id": None, "metadata": {"id": f"x{number}Yz_"}, "source": "".join(cell["source"])}
        for number, cell in enumerate(notebook["cells"])
    ]
    for cell in cells:
        del cell["id"]
    about = {"colab": {"provenance": []}, "kernelspec": {"name": "python3", "display_name": "Python 3"}}
    return {"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 0}


def vs_code(notebook: dict[str, Any]) -> dict[str, Any]:
    """As VS Code saves it after a conversion: no ids, its own cell metadata, Windows line ends."""
    cells = [
        {key: value for key, value in cell.items() if key != "id"}
        | {"metadata": {"vscode": {"languageId": "python"}}, "source": crlf(cell["source"])}
        for cell in notebook["cells"]
    ]
    return {"cells": cells, "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 2}


def crlf(lines: list[str]) -> list[str]:
    return [line.replace("\n", "\r\n") for line in lines]


def with_outputs(notebook: dict[str, Any]) -> dict[str, Any]:
    """As saved after running: counts, outputs, a traceback."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            error = {"output_type": "error", "ename": "E", "evalue": "", "traceback": ["\x1b[31mE\x1b[0m"]}
            cell |= {"execution_count": 7, "outputs": [error]}
    return notebook


@pytest.mark.parametrize("saved_by", [colab, vs_code, with_outputs])
def test_a_notebook_saved_by_another_editor_is_the_same_work(solved: Any, saved_by: Callable[..., Any]) -> None:
    solved.answer(NUMBERS, "q1", "Sixteen megabytes, read and written: naïve code waits for memory.")
    work = {name: text.replace("\r\n", "\n") for name, text in solved.work(NUMBERS).items()}
    solved.save(NUMBERS, saved_by(solved.read(NUMBERS)))
    saved = solved.path(NUMBERS).read_bytes()
    for command in ("test", "complete", "submit"):
        ran = solved.run("module", command, "01")
        assert (ran.code, "note:" in ran.err) == (0, False), ran.said
    assert solved.path(NUMBERS).read_bytes() == saved
    assert handed_in(solved) == work


def handed_in(desk: Any) -> dict[str, str]:
    """The student's cells in the file to hand in, which must have every name and lock that the grader looks for."""
    raw = json.loads((desk.root / "submit" / f"{NUMBERS}.ipynb").read_text(encoding="utf-8"))
    pristine = json.loads((desk.root / ".tinytorch" / "base" / f"{NUMBERS}.ipynb").read_text(encoding="utf-8"))
    tags = [cell["metadata"]["nbgrader"] for cell in raw["cells"] if "nbgrader" in cell["metadata"]]
    assert tags == [cell["metadata"]["nbgrader"] for cell in pristine["cells"] if "nbgrader" in cell["metadata"]]
    assert raw["metadata"] == pristine["metadata"]
    return {mark: text for cell in raw["cells"] for text in ["".join(cell["source"])] for mark in marks(text)}


def marks(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(("# exercise: ", "<!-- answer: "))]


@pytest.fixture
def changed(solved: Any) -> Callable[..., Any]:
    """Change the solved notebook, then run `tito module COMMAND 01`; the file itself must come out as it went in."""

    def run(change: Callable[[list[dict[str, Any]], Any], None], command: str = "complete") -> Any:
        notebook = solved.read(NUMBERS)
        change(notebook["cells"], lambda name: solved.cell(notebook, f"# exercise: {name}"))
        solved.save(NUMBERS, notebook)
        saved = solved.path(NUMBERS).read_bytes()
        ran = solved.run("module", command, "01")
        assert solved.path(NUMBERS).read_bytes() == saved
        assert solved.run("module", "submit", "01").code == 0
        handed_in(solved)
        return ran

    return run


def put_behind(cells: list[dict[str, Any]], cell: dict[str, Any], text: str) -> None:
    copied = copy.deepcopy(cell) | {"id": f"copy-{len(cells)}", "source": text}
    cells.insert(cells.index(cell) + 1, copied)


def stub(name: str) -> str:
    return f"#| export\n# exercise: {name}\ndef {name}(x):\n    raise NotImplementedError('exercise {name}: later')\n"


def test_a_duplicated_exercise_counts_in_its_last_edited_form(changed: Any) -> None:
    wrong = "#| export\n# exercise: double\ndef double(x):\n    return x * x\n"
    ran = changed(lambda cells, find: put_behind(cells, find("double"), wrong))
    assert ran.code == 1
    assert "double stands in the notebook 2 times; the last edited copy counts" in ran.err


def test_a_duplicate_that_nobody_edited_does_not_count(changed: Any, solved: Any) -> None:
    pristine = json.loads((solved.root / ".tinytorch" / "base" / f"{NUMBERS}.ipynb").read_text())
    untouched = "".join(solved.cell(pristine, "# exercise: double")["source"])
    ran = changed(lambda cells, find: put_behind(cells, find("double"), untouched))
    assert ran.code == 0
    assert "double stands in the notebook 2 times" in ran.err


def test_a_deleted_exercise_is_not_attempted_and_the_rest_counts(changed: Any) -> None:
    ran = changed(lambda cells, find: cells.remove(find("double")), command="test")
    assert ran.code == 1
    assert "double is missing" in ran.err
    assert "1 of 2 visible checks pass" in ran.out


def test_a_deleted_check_runs_all_the_same(changed: Any) -> None:
    def change(cells: list[dict[str, Any]], find: Any) -> None:
        find("double")["source"] = stub("double")
        cells[:] = [cell for cell in cells if cell["id"] != "check-double"]

    ran = changed(change)
    assert ran.code == 1
    assert "The check of double is missing; the released one stands in its place." in ran.err


def test_an_edited_check_is_not_the_one_that_runs(changed: Any) -> None:
    def change(cells: list[dict[str, Any]], find: Any) -> None:
        find("double")["source"] = "#| export\n# exercise: double\ndef double(x):\n    return 0 * x\n"
        next(cell for cell in cells if cell["id"] == "check-double")["source"] = "pass"

    ran = changed(change)
    assert ran.code == 1
    assert "The check of double was edited; the released one runs." in ran.err


def test_reordered_cells_run_in_the_released_order(changed: Any) -> None:
    ran = changed(lambda cells, find: cells.reverse())
    assert ran.code == 0, ran.said
    assert "another order than released" in ran.err


def test_a_split_exercise_is_joined(changed: Any) -> None:
    def change(cells: list[dict[str, Any]], find: Any) -> None:
        whole = "".join(find("row_sums")["source"])
        head, body = whole.split("    if x.ndim", 1)
        find("row_sums")["source"] = head
        put_behind(cells, find("row_sums"), "    if x.ndim" + body)

    ran = changed(change)
    assert ran.code == 0, ran.said
    assert "row_sums is split over 2 cells; they were joined" in ran.err


def test_exercises_merged_into_one_cell_are_taken_apart(changed: Any) -> None:
    def change(cells: list[dict[str, Any]], find: Any) -> None:
        second = find("row_sums")
        cells.remove(second)
        find("double")["source"] = "".join(find("double")["source"]) + "\n\n" + "".join(second["source"])

    ran = changed(change)
    assert ran.code == 0, ran.said
    assert "Exercises double, row_sums stand in one cell; they were taken apart." in ran.err


def test_cells_of_the_students_own_are_kept_where_they_stand(changed: Any, solved: Any) -> None:
    def change(cells: list[dict[str, Any]], find: Any) -> None:
        helper = {"cell_type": "code", "id": "mine", "metadata": {}, "outputs": [], "execution_count": None}
        cells.insert(cells.index(find("double")), helper | {"source": "#| export\nTWO = 2.0\n"})
        find("double")["source"] = "#| export\n# exercise: double\ndef double(x):\n    return x * TWO\n"

    ran = changed(change)
    assert ran.code == 0, ran.said
    assert "TWO = 2.0" in (solved.root / "submit" / f"{NUMBERS}.ipynb").read_text()
    assert solved.python("from tinytorch.core.numbers import double; print(double(21))") == "42.0"


def test_a_notebook_without_any_cell_is_an_untouched_one(changed: Any) -> None:
    ran = changed(lambda cells, find: cells.clear(), command="test")
    assert ran.code == 1
    assert "0 of 2 visible checks pass, 2 not attempted" in ran.out


def test_magics_and_commands_of_jupyter_do_no_harm(changed: Any, solved: Any) -> None:
    def change(cells: list[dict[str, Any]], find: Any) -> None:
        find("double")["source"] = ["%matplotlib inline\n", "!ls\n", *find("double")["source"]]

    ran = changed(change)
    assert ran.code == 0, ran.said
    assert solved.python("from tinytorch.core.numbers import double; print(double(21))") == "42.0"


def test_a_notebook_of_another_module_is_said(solved: Any) -> None:
    saved = solved.path("00_hello").read_bytes()
    solved.path(NUMBERS).write_bytes(saved)
    ran = solved.run("module", "test", "01")
    assert ran.code == 1
    assert "says that it is module 00_hello; module 01_numbers was expected" in ran.err
    assert solved.path(NUMBERS).read_bytes() == saved
