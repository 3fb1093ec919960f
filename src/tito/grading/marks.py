"""Marks that people gave, kept in the journal and brought back when the gradebook is lost.

Two things write to the journal: every tito command that opens the gradebook (what has changed since it last looked),
and formgrader itself at the moment a mark is saved (`watch`, called from the course folder's nbgrader_config.py).
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tito.grading import journal, postgres
from tito.grading.database import PATIENT, Patience, identity
from tito.grading.folder import CourseFolder, replace
from tito.grading.gradebook import Given, Gradebook, opened
from tito.grading.journal import Grading, Mark

Key = tuple[str, str]  # student and cell


@contextmanager
def gradebook(folder: CourseFolder, course_id: str, patience: Patience = PATIENT) -> Iterator[Gradebook]:
    """The gradebook with every known mark in it, its marks journalled before anything else is done."""
    with opened(folder, course_id, patience) as book:
        bring_back(folder, book)
        note_changes(folder, book, book.modules())
        yield book


def bring_back(folder: CourseFolder, book: Gradebook) -> tuple[Mark, ...]:
    """Put journalled marks into a gradebook that is new, or in which their module is new. Returns those put back.

    Which modules of which gradebook have theirs is remembered: only there does a missing mark mean that somebody took
    it back.
    """
    number, have_theirs = identity(folder), _remembered(folder)
    new = set(book.modules()) - have_theirs
    done = book.restore(mark for mark in journal.marks(folder).values() if mark.module in new)
    if new:
        remembered = {"gradebook": number, "modules": sorted(have_theirs | new)}
        replace(_memory(folder), json.dumps(remembered) + "\n")
    return done


def _remembered(folder: CourseFolder) -> set[str]:
    try:
        found = json.loads(_memory(folder).read_text(encoding="utf-8"))
        return set(found["modules"]) if found["gradebook"] == identity(folder) else set()
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return set()


def _memory(folder: CourseFolder) -> Path:
    return folder.state / "restored.json"


def note_changes(folder: CourseFolder, book: Gradebook, modules: Sequence[str]) -> None:
    """Journal what people changed since the journal last heard of these modules."""
    known = journal.marks(folder)
    for module in modules:
        before = {key[::2]: mark for key, mark in known.items() if mark.module == module}
        changed = list(_changed(book, module, before))
        gradings = journal.gradings(folder, module) if changed else {}
        marks = [_mark(module, key, given, before.get(key), gradings.get(key[0])) for key, given in changed]
        journal.add_marks(folder, [mark for mark in marks if not mark.same_as(before.get(mark.key[::2]))])


def _changed(book: Gradebook, module: str, before: Mapping[Key, Mark]) -> Iterator[tuple[Key, Given]]:
    """What differs from the journal; a mark that is gone while its cell is there was taken back."""
    now = book.marks(module)
    for key, given in now.items():
        if not _says(before.get(key), given):
            yield key, given
    for key in before.keys() - now.keys():
        if book.holds(key[0], module, key[1]):
            yield key, Given()


def _says(mark: Mark | None, given: Given) -> bool:
    return mark is not None and (mark.points, mark.extra, mark.comment, mark.waiting) == (
        given.points,
        given.extra,
        given.comment,
        _to_be_looked_at(given),
    )


def _to_be_looked_at(given: Given) -> bool:
    return given.waiting and given.points is not None


def _mark(module: str, key: Key, given: Given, old: Mark | None, grading: Grading | None) -> Mark:
    student, cell = key
    content = old.content if old and _still_for_the_old_text(given, old) else _content(grading, cell)
    judged = (given.points, given.extra, given.comment, _to_be_looked_at(given))
    return Mark(student, module, cell, content, *judged, journal.now())


def _still_for_the_old_text(given: Given, old: Mark) -> bool:
    """Nobody has judged anew: nothing was changed, and what was to be looked at again still is."""
    unchanged = (given.points, given.extra, given.comment) == (old.points, old.extra, old.comment)
    return unchanged and not (old.waiting and not given.waiting)


def _content(grading: Grading | None, cell: str) -> str:
    return grading.content(cell) if grading else ""


def watch(root: Path) -> None:
    """Journal each mark at the moment that NBGrader (formgrader) commits it. Called from nbgrader_config.py."""
    from sqlalchemy import event
    from sqlalchemy.orm import Session

    if not _watched:
        event.listen(Session, "after_flush", _collect)
        event.listen(Session, "after_commit", _journal)
    _watched.add(root.resolve())


_watched: set[Path] = set()  # NBGrader reads its configuration more than once, and one server may open two courses


def _collect(session: Any, _: object) -> None:
    if _folder_of(session):
        session.info.setdefault("tito_marks", []).extend(_judged(session))


def _journal(session: Any) -> None:
    changed = session.info.pop("tito_marks", [])
    folder = _folder_of(session) if changed else None
    if folder and folder.state.is_dir():
        journal.add_marks(folder, [_with_content(folder, mark) for mark in changed])


def _folder_of(session: Any) -> CourseFolder | None:
    """The watched course folder whose gradebook this is."""
    url = session.get_bind().engine.url
    for folder in map(CourseFolder, _watched):
        server = postgres.server(folder)
        if server.holds(url) if server else url.database and Path(url.database).resolve().parent == folder.root:
            return folder
    return None


def _judged(session: Any) -> Iterator[Mark]:
    """The marks in a session about to be committed, whole: a cell's points and comment are two rows."""
    from nbgrader import api

    for row in session.dirty:
        if isinstance(row, api.Grade | api.Comment) and _judged_by_hand(row):
            cell = row.cell.name
            grade = next((g for g in row.notebook.grades if g.cell.name == cell), None)
            comment = next((c for c in row.notebook.comments if c.cell.name == cell), None)
            points, extra = (grade.manual_score, grade.extra_credit) if grade else (None, None)
            text = comment.manual_comment if comment else None
            who, module = row.notebook.student.id, row.notebook.assignment.name
            yield Mark(who, module, cell, "", points, extra, text, at=journal.now())


def _judged_by_hand(row: Any) -> bool:
    from sqlalchemy import inspect

    attributes = inspect(row).attrs
    names = {"manual_score", "extra_credit", "manual_comment", "needs_manual_grade"}.intersection(attributes.keys())
    return any(attributes[name].history.has_changes() for name in names)


def _with_content(folder: CourseFolder, mark: Mark) -> Mark:
    grading = journal.gradings(folder, mark.module).get(mark.student)
    return dataclasses.replace(mark, content=_content(grading, mark.cell))
