"""tito.grading.generate: instructor notebooks, and what the gradebook knows of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tito.course import notebook
from tito.course.curriculum import Curriculum
from tito.course.notebook import grade_id
from tito.errors import UnknownModule, WorkDidNotPass, WrongUsage
from tito.grading import marks
from tito.grading.generate import chosen, generate, load


def test_the_instructor_notebook_has_solutions_and_hidden_checks(room: Any) -> None:
    text = room.folder.source("01_numbers").read_text(encoding="utf-8")
    assert "np.multiply(x, 2.0)" in text
    assert "BEGIN HIDDEN TESTS" in text


def test_the_assignment_has_its_points_and_due_date(room: Any) -> None:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{room.folder.gradebook}", room.settings.course_id) as book:
        assignment = book.find_assignment("01_numbers")
        assert (assignment.max_score, assignment.max_written_score) == (100, 30)
        assert assignment.duedate == datetime(2027, 1, 24, 23, 59)


def test_a_notebook_that_was_edited_is_kept_aside(room: Any, mini: Curriculum) -> None:
    path = room.folder.source("01_numbers")
    edited = path.read_bytes().replace(b"Twice as much", b"Twice as many")
    path.write_bytes(edited)
    (made,) = generate(room.folder, mini, room.settings, [room.module])
    assert made.kept is not None
    assert made.kept.read_bytes() == edited
    assert path.read_bytes() != edited


def test_generating_again_keeps_nothing_aside(room: Any, mini: Curriculum) -> None:
    (made,) = generate(room.folder, mini, room.settings, [room.module])
    assert made.kept is None


def test_graded_cells_cannot_go_while_there_are_marks(room: Any) -> None:
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        book.restore([_a_mark()])
        full = load(room.folder.source("01_numbers"))
        fewer = full.with_cells(cell for cell in full.cells if grade_id(cell) != "check-double")
        with pytest.raises(WorkDidNotPass, match="cannot come or go") as caught:
            book.record_assignment("01_numbers", fewer, None)
    assert "check-double" in caught.value.got


def test_graded_cells_may_go_before_there_are_marks(room: Any) -> None:
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        full = load(room.folder.source("01_numbers"))
        fewer = full.with_cells(cell for cell in full.cells if grade_id(cell) != "hidden-double")
        book.record_assignment("01_numbers", fewer, None)
        book.record_assignment("01_numbers", full, None)
        assert "01_numbers" in book.modules()


def test_what_is_written_is_a_valid_notebook(room: Any) -> None:
    import nbformat
    from nbgrader.nbgraderformat import MetadataValidator

    for path in (room.folder.source("01_numbers"), room.folder.release("01_numbers")):
        made = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        nbformat.validate(made)
        MetadataValidator().validate_nb(made)


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ({"module": "numbers", "every": False, "span": None}, ["01_numbers"]),
        ({"module": None, "every": True, "span": None}, ["00_hello", "01_numbers", "02_boxes"]),
        ({"module": None, "every": False, "span": "01-02"}, ["01_numbers", "02_boxes"]),
        ({"module": None, "every": False, "span": "hello-1"}, ["00_hello", "01_numbers"]),
    ],
)
def test_which_modules_are_meant(mini: Curriculum, asked: dict[str, Any], ids: list[str]) -> None:
    assert [module.id for module in chosen(mini.course, asked.pop("module"), **asked)] == ids


@pytest.mark.parametrize(
    "asked",
    [
        {"module": None, "every": False, "span": None},
        {"module": "01", "every": True, "span": None},
        {"module": None, "every": False, "span": "02-01"},
        {"module": None, "every": False, "span": "02"},
    ],
)
def test_what_makes_no_sense_is_refused(mini: Curriculum, asked: dict[str, Any]) -> None:
    with pytest.raises(WrongUsage):
        chosen(mini.course, asked.pop("module"), **asked)


def test_an_unknown_module_names_the_nearest(mini: Curriculum) -> None:
    with pytest.raises(UnknownModule) as caught:
        chosen(mini.course, "nombers", every=False, span=None)
    assert "01_numbers" in caught.value.expected


def test_a_damaged_source_notebook_is_named(room: Any) -> None:
    from tito.errors import BadFile

    path = room.folder.source("01_numbers")
    path.write_text(path.read_text(encoding="utf-8")[:-100], encoding="utf-8")
    with pytest.raises(BadFile, match=r"01_numbers\.ipynb"):
        load(path)


def _a_mark() -> Any:
    from tito.grading.journal import Mark

    return Mark("ada", "01_numbers", "question-q1", "", 7.0)


def test_reading_back_what_was_written(room: Any) -> None:
    path = room.folder.source("01_numbers")
    assert notebook.write(load(path)) == path.read_text(encoding="utf-8")
