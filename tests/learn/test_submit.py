"""The hand-in: the released notebook, holding the student's words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tito.course import notebook
from tito.course.manifest import Module
from tito.course.notebook import Notebook, NotebookCell, grade_id
from tito.errors import BadFile, WrongUsage
from tito.learn import submit
from tito.learn.edition import Edition
from tito.learn.workspace import Workspace


@pytest.fixture
def numbers(made: Workspace) -> Module:
    return made.course.find("numbers")


def read(workspace: Workspace, module: Module) -> Notebook:
    return notebook.read(workspace.notebook(module).read_text("utf-8"), module.notebook)


def save(workspace: Workspace, module: Module, *cells: NotebookCell) -> None:
    text = notebook.write(read(workspace, module).with_cells(cells))
    workspace.notebook(module).write_text(text, encoding="utf-8")


def test_an_untouched_notebook_is_handed_in_as_it_was_released(
    made: Workspace, edition: Edition, numbers: Module
) -> None:
    handed_in = submit.write(made, edition, numbers)
    assert handed_in.path == made.root / "submit" / "01_numbers.ipynb"
    assert handed_in.path.read_bytes() == made.base(numbers).read_bytes()
    assert handed_in.remarks == ()


def test_the_students_words_are_in_it_and_nothing_else_of_theirs(
    made: Workspace, edition: Edition, numbers: Module
) -> None:
    mine = "#| export\n# exercise: double\ndef double(x):\n    return x + x"
    cells = read(made, numbers).cells
    changed = [replace(c, source=mine, metadata={"mine": 1}) if grade_id(c) == "exercise-double" else c for c in cells]
    save(made, numbers, *changed)
    handed_in = submit.write(made, edition, numbers)
    released = notebook.read(made.base(numbers).read_text("utf-8"), "base")
    found = notebook.read(handed_in.path.read_text("utf-8"), "submit")
    assert [(c.id, c.metadata) for c in found.cells] == [(c.id, c.metadata) for c in released.cells]
    assert [c.source for c in found.cells if grade_id(c) == "exercise-double"] == [mine]


def test_what_is_odd_about_the_cells_is_said(made: Workspace, edition: Edition, numbers: Module) -> None:
    save(made, numbers, *(cell for cell in read(made, numbers).cells if grade_id(cell) != "exercise-double"))
    remarks = submit.write(made, edition, numbers).remarks
    assert remarks == ("Exercise double is missing; the released, empty one stands in its place.",)


def test_a_notebook_that_is_none_is_refused_before_anything_is_written(
    made: Workspace, edition: Edition, numbers: Module
) -> None:
    made.notebook(numbers).write_text("{")
    with pytest.raises(BadFile):
        submit.write(made, edition, numbers)
    assert not (made.root / "submit").exists()


def test_a_module_not_started_says_how_to_start_it(made: Workspace, edition: Edition) -> None:
    with pytest.raises(WrongUsage) as caught:
        submit.write(made, edition, made.course.find("boxes"))
    assert caught.value.then == "tito module start 02"
