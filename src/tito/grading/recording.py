"""Writing many hand-ins into NBGrader's tables at once.

NBGrader's own calls ask the database some thirty times for each hand-in; here a batch is read in five questions and
written in as many statements. The tables and their types are NBGrader's. One table is ours, `tito_recorded`: which
entry stands in the gradebook for which hand-in, in the same transaction as the entry itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

from tito.errors import WrongUsage

Row = Mapping[str, Any]
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Score:
    """What grading found for one cell. `points` None: a person has to look at it."""

    cell: str
    points: float | None
    comment: str | None = None


@dataclass(frozen=True)
class Entry:
    """All that is written for one hand-in."""

    student: str
    module: str
    scores: tuple[Score, ...]
    recheck: frozenset[str] = frozenset()  # cells whose manual mark was given for another text
    handed_in: datetime | None = None
    extension: timedelta | None = None
    penalty: float = 0.0
    submission: str = ""  # hash of what was handed in

    @property
    def digest(self) -> str:
        """Names this entry: the same again need not be written."""
        parts = (self.student, self.module, self.scores, sorted(self.recheck), naive(self.handed_in))
        return sha256(
            repr((*parts, self.extension, self.penalty, self.submission)).encode("utf-8", "replace")
        ).hexdigest()


def naive(moment: datetime | None) -> datetime | None:
    """NBGrader keeps UTC without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment else None


@dataclass(frozen=True)
class Assignment:
    """NBGrader's numbers for a module: its notebook, and its graded and commented cells by name."""

    id: str
    notebook: str
    grades: Mapping[str, str]
    comments: Mapping[str, str]


def write(connection: Any, entries: Sequence[Entry]) -> None:
    """Write a batch inside the caller's transaction. Marks that a person gave stay; the same twice changes nothing."""
    for module in dict.fromkeys(entry.module for entry in entries):
        latest = {entry.student: entry for entry in entries if entry.module == module}
        assignment = _assignment(connection, module)
        ensure_students(connection, latest)
        submissions = _submissions(connection, assignment, latest)
        notebooks = _notebooks(connection, assignment, submissions, latest)
        _write_grades(connection, assignment, notebooks, latest)
        _write_comments(connection, assignment, notebooks, latest)
        _remember(connection, module, latest)


def recorded(connection: Any, module: str) -> dict[str, str]:
    """By student the digest of the entry that the gradebook holds."""
    from sqlalchemy import select

    table = _recorded()
    table.create(connection, checkfirst=True)
    query = select(table.c.student, table.c.digest).where(table.c.module == module)
    return {row.student: row.digest for row in connection.execute(query)}


def totals(connection: Any, module: str) -> dict[str, float]:
    """By student the sum of the automatic points in the gradebook."""
    from nbgrader import api
    from sqlalchemy import func, select

    grade, notebook, submitted, assignment = _tables(
        api.Grade, api.SubmittedNotebook, api.SubmittedAssignment, api.Assignment
    )
    query = (
        select(submitted.c.student_id, func.sum(grade.c.auto_score))
        .join_from(grade, notebook, grade.c.notebook_id == notebook.c.id)
        .join(submitted, notebook.c.assignment_id == submitted.c.id)
        .join(assignment, submitted.c.assignment_id == assignment.c.id)
        .where(assignment.c.name == module)
        .group_by(submitted.c.student_id)
    )
    return {student: total or 0.0 for student, total in connection.execute(query)}


def ensure_students(connection: Any, students: Iterable[str]) -> None:
    from nbgrader import api
    from sqlalchemy import select

    (student,) = _tables(api.Student)
    wanted = list(students)
    there = {name for (name,) in connection.execute(select(student.c.id).where(student.c.id.in_(wanted)))}
    _insert(connection, student, [{"id": name} for name in wanted if name not in there])


def _assignment(connection: Any, module: str) -> Assignment:
    from nbgrader import api
    from sqlalchemy import select

    assignment, notebook, cell = _tables(api.Assignment, api.Notebook, api.BaseCell)
    found = connection.execute(
        select(assignment.c.id, notebook.c.id)
        .join(notebook, notebook.c.assignment_id == assignment.c.id)
        .where(assignment.c.name == module)
    ).first()
    if found is None:
        raise WrongUsage(f"{module} is not in the gradebook.", then=f"tito grade generate {module}")
    query = select(cell.c.name, cell.c.id, cell.c.type).where(cell.c.notebook_id == found[1])
    cells = list(connection.execute(query))
    graded = {name: number for name, number, kind in cells if kind in ("GradeCell", "TaskCell")}
    commented = {name: number for name, number, kind in cells if kind in ("SolutionCell", "TaskCell")}
    return Assignment(found[0], found[1], graded, commented)


def _submissions(connection: Any, assignment: Assignment, entries: Mapping[str, Entry]) -> dict[str, str]:
    """NBGrader's number of each student's submission, made where there was none."""
    from nbgrader import api
    from sqlalchemy import select

    (table,) = _tables(api.SubmittedAssignment)
    query = select(table.c.student_id, table.c.id, table.c.timestamp, table.c.extension)
    query = query.where(table.c.assignment_id == assignment.id, table.c.student_id.in_(entries))
    there = {row.student_id: row for row in connection.execute(query)}
    about = {s: {"timestamp": naive(e.handed_in), "extension": e.extension} for s, e in entries.items()}
    new: Rows = [
        {"id": api.new_uuid(), "assignment_id": assignment.id, "student_id": student, **about[student]}
        for student in entries
        if student not in there
    ]
    _insert(connection, table, new)
    known = [(row.id, row._mapping, about[student]) for student, row in there.items()]
    _update(connection, table, known)
    return {row["student_id"]: row["id"] for row in new} | {student: row.id for student, row in there.items()}


def _notebooks(
    connection: Any, assignment: Assignment, submissions: Mapping[str, str], entries: Mapping[str, Entry]
) -> dict[str, str]:
    """By student NBGrader's number of the submitted notebook."""
    from nbgrader import api
    from sqlalchemy import select

    (table,) = _tables(api.SubmittedNotebook)
    query = select(table.c.assignment_id, table.c.id, table.c.late_submission_penalty)
    query = query.where(table.c.notebook_id == assignment.notebook, table.c.assignment_id.in_(submissions.values()))
    there = {row.assignment_id: row for row in connection.execute(query)}
    penalty = {s: {"late_submission_penalty": entries[s].penalty or None} for s in submissions}
    new: Rows = [
        {
            "id": api.new_uuid(),
            "notebook_id": assignment.notebook,
            "assignment_id": number,
            "flagged": False,
            **penalty[s],
        }
        for s, number in submissions.items()
        if number not in there
    ]
    _insert(connection, table, new)
    found = {s: there[number] for s, number in submissions.items() if number in there}
    _update(connection, table, [(row.id, row._mapping, penalty[s]) for s, row in found.items()])
    made = {row["assignment_id"]: row["id"] for row in new}
    return {s: found[s].id if s in found else made[number] for s, number in submissions.items()}


def _write_grades(
    connection: Any, assignment: Assignment, notebooks: Mapping[str, str], entries: Mapping[str, Entry]
) -> None:
    from nbgrader import api

    points = {s: {score.cell: score.points for score in entries[s].scores} for s in notebooks}

    def about(student: str, cell: str, old: Row | None) -> Mapping[str, Any]:
        auto = points[student].get(cell, 0.0)
        by_hand = old is not None and old["manual_score"] is not None
        waiting = cell in entries[student].recheck if by_hand else auto is None
        return {"auto_score": auto, "needs_manual_grade": waiting}

    _write_cells(connection, api.Grade, assignment.grades, notebooks, about)


def _write_comments(
    connection: Any, assignment: Assignment, notebooks: Mapping[str, str], entries: Mapping[str, Entry]
) -> None:
    from nbgrader import api

    words = {s: {score.cell: score.comment for score in entries[s].scores} for s in notebooks}

    def about(student: str, cell: str, old: Row | None) -> Mapping[str, Any]:
        return {"auto_comment": words[student].get(cell)}

    _write_cells(connection, api.Comment, assignment.comments, notebooks, about)


def _write_cells(
    connection: Any,
    model: Any,
    cells: Mapping[str, str],
    notebooks: Mapping[str, str],
    about: Callable[[str, str, Row | None], Mapping[str, Any]],
) -> None:
    from nbgrader.api import new_uuid
    from sqlalchemy import select

    (table,) = _tables(model)
    query = select(table).where(table.c.notebook_id.in_(notebooks.values()))
    there = {(row.notebook_id, row.cell_id): row._mapping for row in connection.execute(query)}
    new: Rows = []
    known = []
    for student, notebook in notebooks.items():
        for cell, number in cells.items():
            old = there.get((notebook, number))
            if old is None:
                ours = {"id": new_uuid(), "notebook_id": notebook, "cell_id": number}
                new.append({**ours, **about(student, cell, None)})
            else:
                known.append((old["id"], old, about(student, cell, old)))
    _insert(connection, table, new)
    _update(connection, table, known)


def _remember(connection: Any, module: str, entries: Mapping[str, Entry]) -> None:
    from sqlalchemy import delete

    table = _recorded()
    table.create(connection, checkfirst=True)
    connection.execute(delete(table).where(table.c.module == module, table.c.student.in_(entries)))
    _insert(connection, table, [{"student": s, "module": module, "digest": e.digest} for s, e in entries.items()])


def _insert(connection: Any, table: Any, rows: Sequence[Row]) -> None:
    if rows:
        connection.execute(table.insert(), rows)


def _update(connection: Any, table: Any, rows: Iterable[tuple[str, Row, Row]]) -> None:
    """Rows as (id, what stands there, what is to stand there); what is the same is left alone."""
    from sqlalchemy import bindparam

    differing = [(number, new) for number, old, new in rows if any(old[name] != value for name, value in new.items())]
    if differing:
        names = list(differing[0][1])
        statement = table.update().where(table.c.id == bindparam("number"))
        statement = statement.values({name: bindparam(f"new_{name}") for name in names})
        connection.execute(statement, list(_numbered(differing)))


def _numbered(rows: Iterable[tuple[str, Row]]) -> Iterator[dict[str, Any]]:
    for number, new in rows:
        yield {"number": number, **{f"new_{name}": value for name, value in new.items()}}


def _tables(*models: Any) -> tuple[Any, ...]:
    return tuple(model.__table__ for model in models)


@cache
def _recorded() -> Any:
    from sqlalchemy import Column, MetaData, String, Table

    key = [Column(name, String(128), primary_key=True) for name in ("student", "module")]
    return Table("tito_recorded", MetaData(), *key, Column("digest", String(64), nullable=False))
