"""tito.grading.gradebook, marks and journal: what is written to NBGrader's gradebook, and how it survives its loss."""

from __future__ import annotations

import csv
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tito.course.curriculum import Curriculum
from tito.errors import BadFile, ToolFailed
from tito.grading import journal, marks
from tito.grading.generate import generate
from tito.grading.journal import Grading, Mark
from tito.grading.recording import Entry, Score
from tito.grading.setup import setup
from tito.results import Report

MODULE = "01_numbers"
CHECKS = {"check-double": 20.0, "hidden-double": 10.0, "check-row_sums": 30.0, "hidden-row_sums": 10.0}


def entry(student: str = "ada", **changes: Any) -> Entry:
    """Everything passed, question 1 to be read, the other two left out."""
    answers = [Score("question-q1", None), Score("question-q2", 0.0, "No response."), Score("question-q3", 0.0)]
    passed = [Score(cell, points) for cell, points in CHECKS.items()]
    return replace(Entry(student, MODULE, (*passed, *answers)), **changes)


def grading(student: str = "ada", *, answer: str = "first") -> Grading:
    answers = {"exercise-double": "d", "question-q1": answer}
    return Grading(student, MODULE, "bytes", "truth", "runtime", Report(MODULE, ()), answers=answers)


@contextmanager
def stock(room: Any) -> Iterator[Any]:
    """The gradebook as NBGrader itself opens it, for instance in formgrader."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{room.folder.gradebook}", room.settings.course_id) as book:
        yield book


def record(room: Any, *entries: Entry) -> None:
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        book.record(entries)


def give(room: Any, points: float | None, comment: str | None = None, *, cell: str = "question-q1") -> None:
    """What a person does in formgrader."""
    with stock(room) as book:
        grade = book.find_grade(cell, MODULE, MODULE, "ada")
        grade.manual_score, grade.needs_manual_grade = points, points is None
        if comment is not None:
            book.find_comment(cell, MODULE, MODULE, "ada").manual_comment = comment
        book.db.commit()


def points(room: Any, cell: str = "question-q1") -> tuple[float | None, float | None, bool]:
    with marks.gradebook(room.folder, room.settings.course_id) as book:
        (row,) = [row for row in book.rows(MODULE) if (row.student, row.cell) == ("ada", cell)]
        return row.auto, row.manual, row.waiting


def test_points_comments_and_what_waits(room: Any) -> None:
    record(room, entry())
    with stock(room) as book:
        submission = book.find_submission(MODULE, "ada")
        assert (submission.score, submission.max_score, submission.needs_manual_grade) == (70, 100, True)
        assert book.find_grade("question-q2", MODULE, MODULE, "ada").needs_manual_grade is False
        assert book.find_comment("question-q2", MODULE, MODULE, "ada").comment == "No response."


def test_a_check_without_a_result_is_zero(room: Any) -> None:
    record(room, entry(scores=(Score("check-double", 20.0),)))
    assert points(room, "hidden-double") == (0.0, None, False)


def test_the_same_entry_twice_changes_nothing(room: Any) -> None:
    record(room, entry())
    before = dump(room.folder.gradebook)
    record(room, entry())
    assert dump(room.folder.gradebook) == before


def dump(gradebook: Path) -> list[str]:
    connection = sqlite3.connect(gradebook)
    lines = list(connection.iterdump())
    connection.close()
    return lines


def test_late_penalty_and_extension_are_nbgraders(room: Any) -> None:
    handed_in = datetime(2027, 1, 26, tzinfo=UTC)
    record(room, entry(handed_in=handed_in, extension=timedelta(days=1), penalty=5.0))
    with stock(room) as book:
        submission = book.find_submission(MODULE, "ada")
        assert submission.late_submission_penalty == 5
        assert submission.total_seconds_late == 60
        assert submission.timestamp == handed_in.replace(tzinfo=None)


def test_a_manual_mark_survives_grading_again(room: Any) -> None:
    record(room, entry())
    give(room, 8)
    record(room, entry())
    assert points(room) == (None, 8, False)


def test_a_manual_mark_for_another_text_is_to_be_looked_at(room: Any) -> None:
    record(room, entry())
    give(room, 8)
    record(room, entry(recheck=frozenset({"question-q1"})))
    assert points(room) == (None, 8, True)


def test_marks_and_comments_come_back_with_a_new_gradebook(room: Any, mini: Curriculum) -> None:
    record(room, entry())
    journal.add_gradings(room.folder, [grading()])
    give(room, 8, "The number, good.")
    give(room, 15, cell="check-double")
    points(room)  # any command that opens the gradebook journals what has changed
    room.folder.gradebook.unlink()
    done = setup(room.folder.root, mini.course)
    assert {(mark.cell, mark.points, mark.comment) for mark in done.restored} == {
        ("question-q1", 8.0, "The number, good."),
        ("check-double", 15.0, None),
    }
    assert points(room) == (None, 8, False)
    assert points(room, "check-double") == (None, 15, False)


def test_formgrader_journals_a_mark_the_moment_it_is_saved(room: Any, mini: Curriculum) -> None:
    """Through nbgrader_config.py, which every NBGrader program reads: no tito command runs before the loss."""
    from traitlets.config.loader import PyFileConfigLoader

    record(room, entry())
    PyFileConfigLoader(room.folder.config.name, path=str(room.folder.root)).load_config()
    give(room, 9, "Very good.")
    room.folder.gradebook.unlink()
    (restored,) = setup(room.folder.root, mini.course).restored
    assert (restored.points, restored.comment) == (9, "Very good.")


def test_a_gradebook_that_nbgrader_made_anew_gets_the_marks_too(
    room: Any, mini: Curriculum, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Formgrader makes an empty one; the assignment comes back later, and its marks with it."""
    record(room, entry())
    give(room, 8)
    points(room)
    room.folder.gradebook.unlink()
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")  # NBGrader calls alembic
    with stock(room) as book:
        assert book.assignments == []
    with marks.gradebook(room.folder, room.settings.course_id):
        assert ("ada", MODULE, "question-q1") in journal.marks(room.folder)
    generate(room.folder, mini, room.settings, [room.module])
    record(room, entry())
    assert points(room) == (None, 8, False)


def test_a_mark_taken_back_does_not_come_back(room: Any, mini: Curriculum) -> None:
    record(room, entry())
    give(room, 8)
    points(room)
    give(room, None)
    points(room)
    room.folder.gradebook.unlink()
    assert setup(room.folder.root, mini.course).restored == ()


def test_a_mark_is_remembered_with_the_text_it_was_given_for(room: Any) -> None:
    record(room, entry())
    journal.add_gradings(room.folder, [grading(answer="first")])
    give(room, 8)
    points(room)
    journal.add_gradings(room.folder, [grading(answer="second")])
    record(room, entry(recheck=frozenset({"question-q1"})))
    points(room)  # nobody has looked at the new text
    (mark,) = journal.marks(room.folder).values()
    assert mark.content == "first"


def test_confirming_a_mark_for_a_new_text_is_remembered(room: Any) -> None:
    record(room, entry())
    journal.add_gradings(room.folder, [grading(answer="first")])
    give(room, 8)
    points(room)
    journal.add_gradings(room.folder, [grading(answer="second")])
    record(room, entry(recheck=frozenset({"question-q1"})))
    points(room)
    give(room, 8)
    points(room)
    (mark,) = journal.marks(room.folder).values()
    assert mark.content == "second"


def test_a_torn_line_in_the_journal_costs_nothing_else(room: Any) -> None:
    journal.add_marks(room.folder, [Mark("ada", MODULE, "question-q1", "", 8.0)])
    with (room.folder.state / "marks.jsonl").open("ab") as file:
        file.write(b'{"student": "ben", "mod')
    journal.add_marks(room.folder, [Mark("chen", MODULE, "question-q1", "", 6.0)])
    assert {key[0] for key in journal.marks(room.folder)} == {"ada", "chen"}


def test_a_journal_of_another_version_is_not_guessed_at(room: Any) -> None:
    (room.folder.state / "marks.jsonl").write_text('{"version": 99}\n', encoding="utf-8")
    with pytest.raises(BadFile, match="version"):
        journal.marks(room.folder)


def test_a_missing_gradebook_says_what_to_type(room: Any) -> None:
    room.folder.gradebook.unlink()
    with pytest.raises(ToolFailed, match="no gradebook") as caught:
        record(room, entry())
    assert caught.value.then.startswith("tito grade setup")


@pytest.mark.parametrize("damage", [b"", b"rubbish" * 1000, b"SQLite format 3\x00" + b"\x00" * 5000])
def test_a_damaged_gradebook_is_said_and_left(room: Any, damage: bytes) -> None:
    room.folder.gradebook.write_bytes(damage)
    with pytest.raises(ToolFailed) as caught:
        record(room, entry())
    assert "setup" in caught.value.then
    assert room.folder.gradebook.read_bytes() == damage


def test_a_locked_gradebook_is_said(room: Any) -> None:
    holder = sqlite3.connect(room.folder.gradebook)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(ToolFailed, match="locked") as caught:
            record(room, entry())
    finally:
        holder.close()
    assert "formgrader" in caught.value.then


def test_a_gradebook_that_somebody_is_writing_to(room: Any) -> None:
    """It can be read, so that only the commit meets the lock."""
    holder = sqlite3.connect(room.folder.gradebook)
    holder.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(ToolFailed, match="locked"):
            record(room, entry("nora"))
    finally:
        holder.close()


def test_nbgraders_own_export_works_on_it(room: Any, tmp_path: Path) -> None:
    from nbgrader.plugins import CsvExportPlugin

    record(room, entry(), entry("ben", scores=()))
    with stock(room) as book:
        CsvExportPlugin(to=str(tmp_path / "stock.csv"), assignment=[MODULE]).export(book)
    with (tmp_path / "stock.csv").open(newline="", encoding="utf-8") as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert scores == {"ada": 70, "ben": 0, "chen": 0}
