"""tito.grading.export and status: marks and states as data."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tito.errors import WrongUsage
from tito.grading import export, journal, marks, status
from tito.grading.journal import Grading
from tito.grading.recording import Entry, Score
from tito.grading.status import Step
from tito.results import Report

MODULE = "01_numbers"


@pytest.fixture
def marked(room: Any) -> Any:
    """ada: all checks and an answer to be read, late; ben: a file that could not be run; chen: not graded yet."""
    for student in ("ada", "ben", "chen"):
        room.hand_in(student, room.perfect())
    passed = [Score(cell, 10.0) for cell in ("check-double", "hidden-double", "check-row_sums")]
    handed_in = datetime(2027, 1, 20, 10, tzinfo=UTC)
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        book.record(
            [
                Entry("ada", MODULE, (*passed, Score("question-q1", None)), handed_in=handed_in, penalty=5.0),
                Entry("ben", MODULE, ()),
            ]
        )
    ada = Grading("ada", MODULE, "", "", "", Report(MODULE, ()), handed_in=handed_in.isoformat())
    journal.add_gradings(room.folder, [ada, Grading("ben", MODULE, "", "", "", None, reason="empty file")])
    return room


def found(room: Any) -> export.Marks:
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        return export.marks(room.folder, book, room.curriculum.course.modules)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_one_line_for_each_student(marked: Any) -> None:
    table = {row["id"]: row for row in rows(export.by_student(found(marked)))}
    assert {student: row[MODULE] for student, row in table.items()} == {"ada": "25", "ben": "0", "chen": ""}
    assert table["ada"]["lms_id"] == "1001"


def test_how_a_mark_came_about(marked: Any) -> None:
    table = {(row["id"], row["module"]): row for row in rows(export.by_module(found(marked)))}
    ada = table["ada", MODULE]
    assert [ada[name] for name in ("points", "max", "auto", "by_hand", "penalty", "waiting")] == [
        "25", "100", "30", "0", "5", "1",
    ]  # fmt: skip
    assert ada["handed_in"] == "2027-01-20 10:00 UTC"
    assert table["ben", MODULE]["remark"] == "empty file"
    assert table["chen", MODULE]["remark"] == "nothing handed in"


def test_json_has_a_version(marked: Any) -> None:
    raw = json.loads(export.as_json(found(marked)))
    assert raw["version"] == 1
    assert raw["students"][0]["modules"][MODULE]["points"] == 25
    assert raw["students"][2]["modules"][MODULE] is None


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])  # noqa: RUF001
def test_no_cell_is_a_formula(marked: Any, name: str) -> None:
    marked.folder.roster.write_text(f'id,name\nada,"x{name}"\n', encoding="utf-8")
    assert export.safe(name) == f"'{name}"
    assert export.safe(f"x{name}") == f"x{name}"


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=30))
def test_a_safe_cell_never_starts_like_a_formula(text: str) -> None:
    assert not export.safe(text).startswith(export.FORMULA)
    assert export.safe(text).endswith(text)


def test_a_line_break_in_a_name_stays_in_its_cell(marked: Any) -> None:
    marked.folder.roster.write_text('id,name\nada,"Ada\nLovelace"\nben,B\n', encoding="utf-8")
    table = rows(export.by_student(found(marked)))
    assert table[0]["name"] == "Ada\nLovelace"


def test_the_state_of_each_module(marked: Any) -> None:
    state = status.class_state(marked.folder, marked.curriculum.course, marked.settings)
    numbers = next(module for module in state.modules if module.module == MODULE)
    assert (numbers.handed_in, numbers.graded, numbers.waiting) == (3, 2, 1)
    assert (numbers.broken, numbers.ungraded) == (("ben",), ("chen",))
    assert status.next_step(state) == f"tito grade autograde {MODULE}"
    assert json.loads(json.dumps(state.to_json()))["version"] == 1


def test_answers_that_wait_come_before_the_export(marked: Any) -> None:
    state = status.class_state(marked.folder, marked.curriculum.course, marked.settings)
    graded = replace(state, modules=tuple(replace(module, ungraded=()) for module in state.modules))
    assert status.next_step(graded).startswith("tito grade manual 01_numbers")


def test_what_comes_next_in_a_new_course(room: Any) -> None:
    state = status.class_state(room.folder, room.curriculum.course, room.settings)
    for day in (19, 26):  # before it is due, and after
        step = status.next_step(state, datetime(2027, 1, day, tzinfo=UTC))
        assert step == f"tito grade collect {MODULE} --from FOLDER-OR-ZIP"


def test_how_far_everybody_is(marked: Any) -> None:
    class_ = status.completion(marked.folder, marked.curriculum.course, marked.settings)
    assert class_.of("ada")[MODULE][0] is Step.WAITING
    assert class_.of("ben")[MODULE][0] is Step.BROKEN
    assert class_.of("chen")[MODULE][0] is Step.HANDED_IN
    assert class_.of("chen")["02_boxes"][0] is Step.NOTHING
    assert class_.rate(marked.module) == 1.0
    assert rows(class_.to_csv())[0] == {"id": "ada", MODULE: "25", "02_boxes": ""}
    assert json.loads(json.dumps(class_.to_json()))["rates"] == {MODULE: 1.0, "02_boxes": 0.0}


def test_somebody_whom_nobody_knows(marked: Any) -> None:
    class_ = status.completion(marked.folder, marked.curriculum.course, marked.settings)
    with pytest.raises(WrongUsage, match="'nora'"):
        class_.of("nora")
