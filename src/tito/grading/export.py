"""Marks by student and module, as data and as a CSV that no spreadsheet can be tricked with."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tito.course.manifest import Module
from tito.grading import journal, roster
from tito.grading.folder import CourseFolder
from tito.grading.gradebook import Gradebook, Row
from tito.grading.roster import Student

FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001  spreadsheets take the full-width signs for the others
WHO = ("id", "name", "email", "lms_id", "section")


@dataclass(frozen=True)
class Mark:
    """One student's mark for one module. `points` are what counts: cells added up, the late penalty taken off."""

    student: str
    module: str
    points: float
    auto: float
    by_hand: float
    penalty: float
    max_points: float
    waiting: int  # answers that nobody has marked yet
    handed_in: str = ""
    reason: str = ""  # why the hand-in could not be run


@dataclass(frozen=True)
class Marks:
    """Everything to report: the students in the roster's order (and whoever else handed in), the modules, the marks."""

    students: tuple[Student, ...]
    modules: tuple[Module, ...]
    marks: dict[tuple[str, str], Mark]

    def of(self, student: str, module: Module) -> Mark | None:
        return self.marks.get((student, module.id))


def marks(folder: CourseFolder, book: Gradebook, modules: Sequence[Module]) -> Marks:
    """The marks of these modules as they stand in the gradebook; modules that are no assignment yet are left out."""
    there = [module for module in modules if module.id in book.modules()]
    found = {(mark.student, mark.module): mark for module in there for mark in _of_module(folder, book, module)}
    known = {student.id: student for student in roster.read(folder.roster)}
    others = sorted({student for student, _ in found} - known.keys())
    return Marks((*known.values(), *(Student(name) for name in others)), tuple(there), found)


def as_json(found: Marks) -> str:
    return json.dumps(
        {"version": 1, "made": journal.now(), "students": list(_json(found))}, indent=1, ensure_ascii=False
    )


def by_student(found: Marks) -> str:
    """CSV with a line for each student and a column for each module; no hand-in is an empty cell, not a zero."""
    header = [*WHO, *(module.id for module in found.modules)]
    rows = ([*_who(s), *(_points(found.of(s.id, module)) for module in found.modules)] for s in found.students)
    return _csv([header, *rows])


def by_module(found: Marks) -> str:
    """CSV with a line for each student and module, saying how the mark came about."""
    header = [*WHO, "module", "points", "max", "auto", "by_hand", "penalty", "waiting", "handed_in", "remark"]
    return _csv(
        [header, *(_line(s, module, found.of(s.id, module)) for module in found.modules for s in found.students)]
    )


def safe(text: str) -> str:
    """`text` so that a spreadsheet shows it and does not run it."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _of_module(folder: CourseFolder, book: Gradebook, module: Module) -> Iterable[Mark]:
    gradings = journal.gradings(folder, module.id)
    rows: dict[str, list[Row]] = {}
    for row in book.rows(module.id):
        rows.setdefault(row.student, []).append(row)
    for student, cells in rows.items():
        grading = gradings.get(student)
        penalty = cells[0].penalty
        questions = [row for row in cells if row.cell.startswith("question-")]
        yield Mark(
            student=student,
            module=module.id,
            points=max(0.0, sum(row.points for row in cells) - penalty),
            auto=sum(row.points for row in cells) - sum(row.points for row in questions),
            by_hand=sum(row.points for row in questions),
            penalty=penalty,
            max_points=sum(row.max_points for row in cells),
            waiting=sum(row.waiting for row in cells),
            handed_in=_time(grading.handed_in) if grading else "",
            reason=grading.reason if grading else "",
        )


def _time(iso: str) -> str:
    return datetime.fromisoformat(iso).astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC") if iso else ""


def _who(student: Student) -> list[str]:
    return [getattr(student, name) for name in WHO]


def _points(mark: Mark | None) -> str:
    return "" if mark is None else f"{mark.points:g}"


def _line(student: Student, module: Module, mark: Mark | None) -> list[str]:
    if mark is None:
        return [*_who(student), module.id, "", "", "", "", "", "", "", "nothing handed in"]
    numbers = (mark.points, mark.max_points, mark.auto, mark.by_hand, mark.penalty)
    return [*_who(student), module.id, *(f"{n:g}" for n in numbers), str(mark.waiting), mark.handed_in, mark.reason]


def _json(found: Marks) -> Iterable[dict[str, Any]]:
    for student in found.students:
        marks = {m.id: _as_dict(mark) if (mark := found.of(student.id, m)) else None for m in found.modules}
        yield {**{name: getattr(student, name) for name in WHO}, "modules": marks}


def _as_dict(mark: Mark) -> dict[str, Any]:
    names = ("points", "max_points", "auto", "by_hand", "penalty", "waiting", "handed_in", "reason")
    return {name: getattr(mark, name) for name in names}


def _csv(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")  # RFC 4180, as LMS importers expect
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue()
