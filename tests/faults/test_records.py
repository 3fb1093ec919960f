"""Gradebook, log, journal and hand-ins that other programs hold, change or damage."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.xdist_group("faults")

MODULE = "01_numbers"


@contextmanager
def held(course: Any) -> Iterator[sqlite3.Connection]:
    """The gradebook in the hands of another program."""
    with closing(sqlite3.connect(course.folder / "gradebook.db", timeout=60)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        yield holder
        holder.rollback()


def notebook(course: Any, student: str) -> Path:
    return Path(course.folder / "submitted" / student / MODULE / f"{MODULE}.ipynb")


def log(course: Any) -> Path:
    return Path(course.folder / ".tito-grade" / "log" / f"{MODULE}.jsonl")


def test_a_held_gradebook_is_waited_for(course: Any, agrees: Any) -> None:
    with held(course) as holder, course.start("grade", "autograde", "--all") as grader:
        grader.until("held by another program; waiting for it, 60 s at most")
        holder.rollback()
        grader.read()
        assert grader.wait() == 0
    agrees(course)


def test_a_gradebook_that_stays_held_is_an_error_in_words(course: Any, agrees: Any) -> None:
    with held(course):
        said = course.run("grade", "autograde", "--all", "--wait", "0", code=3)
    assert "is locked" in said
    assert "close formgrader" in said
    course.run("grade", "autograde", "--all")
    agrees(course)


def test_a_gradebook_that_is_taken_in_the_middle_loses_nothing(course: Any, agrees: Any) -> None:
    with course.start("grade", "autograde", "--all", "--wait", "0") as grader:
        grader.until("[2/24]")
        with held(course):
            said = grader.read()
            assert grader.wait() == 3
    assert "what was graded is in the log" in said
    assert len(course.logged()) == 24
    assert "24 graded before and unchanged" in course.run("grade", "autograde", "--all")
    agrees(course)


def test_a_hand_in_that_vanishes_is_no_zero(course: Any, agrees: Any, tmp_path: Path) -> None:
    with course.start("grade", "autograde", "--all", "--workers", "2") as grader:
        grader.until("[1/24]")
        shutil.move(course.folder / "submitted" / "s23", tmp_path / "s23")
        said = grader.read()
        assert grader.wait() == 3
    assert "s23: not graded, the folder cannot be read (No such file or directory)" in said
    assert "s23" not in course.marks()
    shutil.move(tmp_path / "s23", course.folder / "submitted" / "s23")
    course.run("grade", "autograde", "--all")
    agrees(course)


def test_a_hand_in_that_changes_is_graded_as_it_was_read(course: Any) -> None:
    """s22 changes before its turn, s00 after it: the mark is that of the bytes read, the next run sees the rest."""
    perfect, untouched = notebook(course, "s00").read_bytes(), notebook(course, "s03").read_bytes()
    with course.start("grade", "autograde", "--all", "--workers", "1") as grader:
        grader.until("[2/24]")
        notebook(course, "s22").write_bytes(perfect)
        notebook(course, "s00").write_bytes(untouched)
        grader.read()
    assert [course.marks()[s]["auto"] for s in ("s22", "s00")] == ["70", "70"]
    assert "1 hand-in graded, 23 graded before" in course.run("grade", "autograde", "--all")
    assert course.marks()["s00"]["auto"] == "0"


def given_by_hand(course: Any) -> None:
    """Seven points and a comment for every answer of s00, as formgrader writes them."""
    where = (
        "notebook_id IN (SELECT n.id FROM submitted_notebook n JOIN submitted_assignment a ON n.assignment_id = a.id "
        "WHERE a.student_id = 's00') AND cell_id IN (SELECT id FROM base_cell WHERE name LIKE 'question-%')"
    )
    with closing(sqlite3.connect(course.folder / "gradebook.db")) as connection:
        connection.execute(f"UPDATE grade SET manual_score = 7, needs_manual_grade = 0 WHERE {where}")
        connection.execute(f"UPDATE comment SET manual_comment = 'Good.' WHERE {where}")
        connection.commit()
    course.run("grade", "status")


@pytest.fixture
def marked(graded: Any, tmp_path: Path) -> Any:
    """A graded class with marks that a person gave."""
    made = graded.copy(tmp_path / "marked")
    given_by_hand(made)
    return made


def whole(course: Any) -> list[list[str]]:
    course.run("grade", "export", "--module", "01", "--output", "whole.csv")
    with (course.folder / "whole.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_a_removed_gradebook_comes_back_with_manual_marks_and_comments(marked: Any) -> None:
    before = whole(marked)
    (marked.folder / "gradebook.db").unlink()
    said = marked.run("grade", "setup")
    assert "3 manual marks and 3 comments of 1 student from the journal" in said
    assert "tito grade autograde --all" in said
    marked.run("grade", "autograde", "--all")
    assert whole(marked) == before
    marked.run("grade", "feedback", "01", "--student", "s00")
    assert (marked.folder / "feedback" / "s00" / MODULE / f"{MODULE}.html").read_text().count("Good.") == 3


@pytest.mark.parametrize("where", [0, 5000])
def test_a_damaged_gradebook_is_set_aside_and_rebuilt(marked: Any, where: int) -> None:
    before = whole(marked)
    path = marked.folder / "gradebook.db"
    data = bytearray(path.read_bytes())
    data[where : where + 60_000] = b"\xa5" * 60_000
    path.write_bytes(data)
    said = marked.run("grade", "autograde", "01", code=3)
    assert "is damaged" in said
    assert "tito grade setup" in said
    assert "is now gradebook.db.corrupt-1" in marked.run("grade", "setup")
    assert (marked.folder / "gradebook.db.corrupt-1").read_bytes() == data
    marked.run("grade", "autograde", "--all")
    assert whole(marked) == before


def test_a_torn_last_line_costs_one_run(graded: Any, agrees: Any, tmp_path: Path) -> None:
    course = graded.copy(tmp_path / "course")
    log(course).write_bytes(log(course).read_bytes()[:-100])
    said = course.run("grade", "autograde", "--all")
    assert "line 24 could not be read and was put into 01_numbers.jsonl.damaged" in said
    assert "1 hand-in graded, 23 graded before" in said
    agrees(course)
    assert "could not be read" not in course.run("grade", "autograde", "--all")


@pytest.mark.parametrize("damage", [b"\x00" * 40, b'{"version": 1}', b"\xff\xfe[[[[", b'{"version": 1, "student": 7}'])
def test_a_damaged_line_in_the_middle_costs_one_run(graded: Any, agrees: Any, tmp_path: Path, damage: bytes) -> None:
    course = graded.copy(tmp_path / "course")
    lines = log(course).read_bytes().splitlines()
    lost = json.loads(lines[9])["student"]
    log(course).write_bytes(b"\n".join([*lines[:9], damage, *lines[10:], b""]))
    said = course.run("grade", "autograde", "--all")
    assert "line 10 could not be read" in said
    assert f"{lost}: " in said
    assert "1 hand-in graded, 23 graded before" in said
    agrees(course)
    kept = log(course).with_name(f"{MODULE}.jsonl.damaged").read_bytes()
    assert kept == damage + b"\n"


def test_a_damaged_journal_is_said_and_its_marks_are_still_in_the_gradebook(marked: Any) -> None:
    before = whole(marked)
    path = marked.folder / ".tito-grade" / "marks.jsonl"
    lines = path.read_bytes().splitlines()
    path.write_bytes(b"\n".join([lines[0][:50], *lines[1:], b""]))
    assert "marks.jsonl: line 1 could not be read" in marked.run("grade", "autograde", "01")
    (marked.folder / "gradebook.db").unlink()
    assert "3 manual marks" in marked.run("grade", "setup")
    marked.run("grade", "autograde", "--all")
    assert whole(marked) == before
