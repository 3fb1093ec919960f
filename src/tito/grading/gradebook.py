"""NBGrader's gradebook: the one file that opens it, and the only writer of marks.

Everything goes through NBGrader's own models, so that formgrader, `nbgrader export` and plugins work on what we write.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tito.course.notebook import Notebook, NotebookCell
from tito.errors import ToolFailed, WorkDidNotPass
from tito.grading import database, recording
from tito.grading.database import Patience
from tito.grading.folder import CourseFolder
from tito.grading.journal import Mark
from tito.grading.private import is_private
from tito.grading.recording import Entry, naive
from tito.grading.roster import Student

Tags = Mapping[str, Any]
WAITING = "needs_manual_grade"
BY_HAND = ("manual_score", "extra_credit", WAITING)
QUIET = logging.NullHandler()  # NBGrader logs a traceback for errors that it raises as well, and that we put into words


@dataclass(frozen=True)
class Given:
    """What a person decided about one cell; `waiting` while somebody still has to look at it."""

    points: float | None = None
    extra: float | None = None
    comment: str | None = None
    waiting: bool = False


@dataclass(frozen=True)
class Row:
    """One graded cell of one student, as it stands in the gradebook."""

    student: str
    module: str
    cell: str
    max_points: float
    auto: float | None
    manual: float | None
    extra: float | None
    waiting: bool
    penalty: float

    @property
    def points(self) -> float:
        given = self.manual if self.manual is not None else self.auto
        return (given or 0.0) + (self.extra or 0.0)


@contextmanager
def opened(folder: CourseFolder, course_id: str, patience: Patience = database.PATIENT) -> Iterator[Gradebook]:
    """The gradebook, closed at the end; a missing, damaged or locked one is an error in words."""
    if not database.exists(folder):
        command = "tito grade setup    (makes one, and brings marks back)"
        raise ToolFailed(f"There is no gradebook in {folder.root}.", then=command)
    from sqlalchemy.exc import DatabaseError

    try:
        database.when_free(patience, lambda: database.identify(folder))
    except (sqlite3.DatabaseError, DatabaseError) as problem:
        raise database.in_words(folder, str(problem)) from problem
    from nbgrader import api

    logging.getLogger("tornado.application").addHandler(QUIET)
    try:
        with api.Gradebook(database.url(folder), course_id) as book:
            database.quick_to_say(book.engine)
            yield Gradebook(book, folder, patience)
    except (DatabaseError, api.InvalidEntry) as problem:
        raise database.in_words(folder, str(getattr(problem, "orig", problem))) from problem


class Gradebook:
    """An open gradebook in the words of this course. Get one from `opened`."""

    def __init__(self, book: Any, folder: CourseFolder, patience: Patience) -> None:
        self._book = book
        self._folder = folder
        self._patience = patience

    def add_students(self, students: Iterable[Student]) -> None:
        """Students who left the roster stay, and so do their marks."""
        with self._at_once():
            for student in students:
                first, last = student.names
                about = {"first_name": first, "last_name": last, "email": student.email, "lms_user_id": student.lms_id}
                self._book.update_or_create_student(student.id, **about)

    def students(self) -> tuple[str, ...]:
        return tuple(sorted(student.id for student in self._book.students))

    def modules(self) -> tuple[str, ...]:
        return tuple(sorted(assignment.name for assignment in self._book.assignments))

    def record_assignment(self, module: str, notebook: Notebook, due: datetime | None) -> None:
        """Write the assignment's cells as NBGrader's SaveCells would; its submissions keep theirs."""
        with self._at_once():
            self._record_assignment(module, notebook, due)

    def _record_assignment(self, module: str, notebook: Notebook, due: datetime | None) -> None:
        self._book.update_or_create_assignment(module, duedate=naive(due))
        self._book.update_or_create_notebook(module, module)
        graded = {_id(cell): cell for cell in notebook.cells if _tags(cell).get("grade")}
        solved = {_id(cell): cell for cell in notebook.cells if _tags(cell).get("solution")}
        self._refuse_lost_cells(module, graded.keys() | solved.keys())
        for name, cell in graded.items():
            points = float(_tags(cell)["points"])
            self._book.update_or_create_grade_cell(name, module, module, max_score=points, cell_type=cell.kind)
        for name in solved:
            self._book.update_or_create_solution_cell(name, module, module)
        self._renew_sources(module, [cell for cell in notebook.cells if _tags(cell)])

    def record_private(self, module: str, worth: Mapping[str, float]) -> None:
        """A cell for each of the instructor's private checks that gives points; one that was given up is worth 0."""
        notebook = self._book.find_notebook(module, module)
        there = {cell.name: cell.max_score for cell in notebook.grade_cells if is_private(cell.name)}
        wanted = {**dict.fromkeys(there, 0.0), **worth}
        if wanted != there:
            with self._at_once():
                for name, points in wanted.items():
                    self._book.update_or_create_grade_cell(name, module, module, max_score=points, cell_type="code")

    def _refuse_lost_cells(self, module: str, wanted: Iterable[str]) -> None:
        """Cells may change freely until somebody has marks for them."""
        notebook = self._book.find_notebook(module, module)
        cells = (*notebook.grade_cells, *notebook.solution_cells)
        there = {cell.name: cell for cell in cells if not is_private(cell.name)}
        differing = there.keys() ^ set(wanted) if there else set()
        if differing and notebook.submissions:
            raise WorkDidNotPass(
                f"{module} has hand-ins with marks, so its graded cells cannot come or go.",
                got=", ".join(sorted(differing)),
                then="give the cells their old names again, or grade this class to its end with the released version",
            )
        for cell in (*notebook.grade_cells, *notebook.solution_cells):
            if cell.name in differing:
                self._book.db.delete(cell)
        self._book.db.commit()

    def _renew_sources(self, module: str, cells: Sequence[NotebookCell]) -> None:
        notebook = self._book.find_notebook(module, module)
        for old in notebook.source_cells:
            if old.name not in {_id(cell) for cell in cells}:
                self._book.db.delete(old)
        self._book.db.commit()
        for cell in cells:
            about = {"cell_type": cell.kind, "source": cell.source, "checksum": _tags(cell).get("checksum")}
            locked = bool(_tags(cell).get("locked")) and not _tags(cell).get("solution")
            self._book.update_or_create_source_cell(_id(cell), module, module, locked=locked, **about)

    def record(self, entries: Sequence[Entry]) -> None:
        """Write a batch in one go. Marks that a person gave stay; the same entry twice changes nothing."""

        def write() -> None:
            with self._at_once() as connection:
                database.hold(connection)
                recording.write(connection, entries)

        database.when_free(self._patience, write)

    def recorded(self, module: str) -> dict[str, str]:
        """By student the digest of the entry that was recorded last."""
        with self._at_once() as connection:
            return recording.recorded(connection, module)

    def totals(self, module: str) -> dict[str, float]:
        """By student the sum of the automatic points."""
        with self._at_once() as connection:
            return recording.totals(connection, module)

    @contextmanager
    def _at_once(self) -> Iterator[Any]:
        """One transaction around NBGrader's own calls, each of which would commit: all of it is written, or nothing.

        It is also what makes a class of hundreds quick: a commit waits for the disk.
        """
        self._book.db.remove()
        with self._book.engine.begin() as connection:
            self._book.db(bind=connection, join_transaction_mode="rollback_only")
            try:
                yield connection
            finally:
                self._book.db.remove()

    def _ensure_submission(self, module: str, student: str) -> None:
        self._book.update_or_create_student(student)
        with self._book.db.no_autoflush:  # NBGrader adds a submission to the session last, which SQLAlchemy warns of
            self._book.update_or_create_submission(module, student)

    def marks(self, module: str) -> dict[tuple[str, str], Given]:
        """What people gave, by student and cell."""
        from nbgrader import api

        judged = (api.Grade.manual_score.is_not(None)) | (api.Grade.extra_credit.is_not(None))
        found: dict[tuple[str, str], Given] = {}
        for student, cell, points, extra, waiting in self._graded(module, *BY_HAND).filter(judged):
            found[student, cell] = Given(points, extra, None, waiting)
        for student, cell, comment in self._commented(module):
            found[student, cell] = replace(found.get((student, cell), Given()), comment=comment)
        return found

    def holds(self, student: str, module: str, cell: str) -> bool:
        """Whether the student has handed in something with this cell, judged or not."""
        from nbgrader import api

        both = (self._graded(module), self._of_module(api.Comment, module, []))
        wanted = (api.SubmittedAssignment.student_id == student, api.BaseCell.name == cell)
        return any(query.filter(*wanted).first() is not None for query in both)

    def restore(self, marks: Iterable[Mark]) -> tuple[Mark, ...]:
        """Put journalled marks into a gradebook that lost them; returns those that found their cell."""
        known = set(self.modules())
        with self._at_once():
            done = tuple(mark for mark in marks if mark.module in known and self._restored(mark))
            self._book.db.commit()
        return done

    def _restored(self, mark: Mark) -> bool:
        self._ensure_submission(mark.module, mark.student)
        notebook = self._book.find_submission_notebook(mark.module, mark.module, mark.student)
        grades = [grade for grade in notebook.grades if grade.cell.name == mark.cell]
        comments = [comment for comment in notebook.comments if comment.cell.name == mark.cell]
        for grade in grades:
            grade.manual_score, grade.extra_credit = mark.points, mark.extra
            grade.needs_manual_grade = mark.points is None or mark.waiting
        for comment in comments:
            comment.manual_comment = mark.comment
        return bool(grades or comments)

    def rows(self, module: str) -> tuple[Row, ...]:
        """Every graded cell of every hand-in of this module."""
        from nbgrader import api

        columns = ("auto_score", "manual_score", "extra_credit", WAITING)
        worth = {cell.name: cell.max_score for cell in self._book.find_notebook(module, module).grade_cells}
        penalty = api.SubmittedNotebook.late_submission_penalty
        return tuple(
            Row(student, module, cell, worth.get(cell, 0.0), auto, manual, extra, waiting, taken_off or 0.0)
            for student, cell, auto, manual, extra, waiting, taken_off in self._graded(module, *columns, also=[penalty])
        )

    def comments(self, module: str) -> dict[tuple[str, str], str]:
        """What people wrote to students, by student and cell."""
        return {(student, cell): text for student, cell, text in self._commented(module)}

    def _graded(self, module: str, *columns: str, also: Sequence[Any] = ()) -> Any:
        from nbgrader import api

        return self._of_module(api.Grade, module, [*(getattr(api.Grade, column) for column in columns), *also])

    def _commented(self, module: str) -> Any:
        from nbgrader import api

        comment = api.Comment.manual_comment
        return self._of_module(api.Comment, module, [comment]).filter(comment.is_not(None), comment != "")

    def _of_module(self, table: Any, module: str, columns: Sequence[Any]) -> Any:
        """A query for student, cell and `columns` over all hand-ins of the module."""
        from nbgrader import api

        query = self._book.db.query(api.SubmittedAssignment.student_id, api.BaseCell.name, *columns)
        query = query.select_from(table).join(api.BaseCell, table.cell_id == api.BaseCell.id)
        query = query.join(api.SubmittedNotebook, table.notebook_id == api.SubmittedNotebook.id)
        query = query.join(api.SubmittedAssignment, api.SubmittedNotebook.assignment_id == api.SubmittedAssignment.id)
        query = query.join(api.Assignment, api.SubmittedAssignment.assignment_id == api.Assignment.id)
        return query.filter(api.Assignment.name == module)


def _tags(cell: NotebookCell) -> Tags:
    tags: Tags = cell.metadata.get("nbgrader", {})
    return tags


def _id(cell: NotebookCell) -> str:
    return str(_tags(cell)["grade_id"])
