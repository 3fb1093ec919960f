"""NBGrader's gradebook: the one file that opens it, and the only writer of marks.

Everything goes through NBGrader's own models, so that formgrader, `nbgrader export` and plugins work on what we write.
"""

from __future__ import annotations

import logging
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tito.course.notebook import Notebook, NotebookCell
from tito.errors import ToolFailed, WorkDidNotPass
from tito.grading.folder import CourseFolder
from tito.grading.journal import Mark
from tito.grading.roster import Student

Tags = Mapping[str, Any]
WAITING = "needs_manual_grade"
BY_HAND = ("manual_score", "extra_credit", WAITING)
QUIET = logging.NullHandler()  # NBGrader logs a traceback for errors that it raises as well, and that we put into words


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


def create(folder: CourseFolder) -> None:
    """Make an empty gradebook with NBGrader's tables, unless there is one.

    NBGrader would ask the `alembic` program for the version of its tables, which is on nobody's PATH unless the
    environment is activated; alembic's library answers the same question.
    """
    if folder.gradebook.exists():
        return
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from nbgrader import api
    from sqlalchemy import URL, create_engine, text

    config = Config(str(Path(api.__file__).with_name("alembic.ini")))
    config.set_main_option("script_location", str(Path(api.__file__).with_name("alembic")))
    head = ScriptDirectory.from_config(config).get_current_head()
    draft = folder.gradebook.with_name(".gradebook.new")
    draft.unlink(missing_ok=True)
    engine = create_engine(URL.create("sqlite", database=str(draft)))
    api.Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:head)"), {"head": head})
        connection.execute(text(new_identity()))
    engine.dispose()
    draft.rename(folder.gradebook)


@contextmanager
def opened(folder: CourseFolder, course_id: str) -> Iterator[Gradebook]:
    """The gradebook, closed at the end; a missing, damaged or locked one is an error in words."""
    if not folder.gradebook.is_file():
        command = "tito grade setup    (makes one, and brings marks back)"
        raise ToolFailed(f"There is no gradebook in {folder.root}.", then=command)
    _identified(folder)
    from nbgrader import api
    from sqlalchemy import URL
    from sqlalchemy.exc import DatabaseError

    logging.getLogger("tornado.application").addHandler(QUIET)
    try:
        with api.Gradebook(URL.create("sqlite", database=str(folder.gradebook)), course_id) as book:
            yield Gradebook(book, folder)
    except (DatabaseError, api.InvalidEntry) as problem:
        raise _in_words(folder, str(getattr(problem, "orig", problem))) from problem


def identity(folder: CourseFolder) -> int:
    """A number that a gradebook keeps for life, so that a new one in its place is noticed."""
    connection = sqlite3.connect(f"file:{quote(str(folder.gradebook))}?mode=ro", uri=True)
    try:
        (number,) = connection.execute("PRAGMA user_version").fetchone()
        return int(number)
    finally:
        connection.close()


def _identified(folder: CourseFolder) -> None:
    """See that it is a gradebook, and give it its number if NBGrader made it.

    SQLite is asked first: NBGrader would answer a file that is no database with a traceback.
    """
    try:
        connection = sqlite3.connect(f"file:{quote(str(folder.gradebook))}?mode=rw", uri=True)
        try:
            connection.execute("SELECT count(*) FROM submitted_assignment").fetchone()
            if not connection.execute("PRAGMA user_version").fetchone()[0]:
                connection.execute(new_identity())
        finally:
            connection.close()
    except sqlite3.DatabaseError as problem:
        raise _in_words(folder, str(problem)) from problem


def new_identity() -> str:
    return f"PRAGMA user_version = {secrets.randbelow(2**31 - 1) + 1}"


def _in_words(folder: CourseFolder, problem: str) -> ToolFailed:
    if "locked" in problem:
        return ToolFailed(
            f"{folder.gradebook} is locked: another program is writing to it.",
            then="close formgrader and other graders, then run the same command again; what was graded is in the log",
        )
    if "readonly" in problem:
        return ToolFailed(f"{folder.gradebook} cannot be written to.", got=problem, then="mend its permissions")
    return ToolFailed(
        f"{folder.gradebook} is damaged; it was left as it is.",
        got=problem,
        then=f"mv {folder.gradebook.name} damaged.db && tito grade setup && tito grade autograde --all",
    )


class Gradebook:
    """An open gradebook in the words of this course. Get one from `opened`."""

    def __init__(self, book: Any, folder: CourseFolder) -> None:
        self._book = book
        self._folder = folder

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
        self._book.update_or_create_assignment(module, duedate=_naive(due))
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

    def _refuse_lost_cells(self, module: str, wanted: Iterable[str]) -> None:
        """Cells may change freely until somebody has marks for them."""
        notebook = self._book.find_notebook(module, module)
        there = {cell.name: cell for cell in (*notebook.grade_cells, *notebook.solution_cells)}
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
        with self._at_once():
            for entry in entries:
                about = {"timestamp": _naive(entry.handed_in), "extension": entry.extension}
                self._ensure_submission(entry.module, entry.student, about)
            for entry in entries:
                self._write(entry)
            self._book.db.commit()

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        """One transaction around NBGrader's own calls, each of which would commit: all of it is written, or nothing.

        It is also what makes a class of hundreds quick: a commit waits for the disk.
        """
        self._book.db.remove()
        with self._book.engine.begin() as connection:
            self._book.db(bind=connection, join_transaction_mode="rollback_only")
            try:
                yield
            finally:
                self._book.db.remove()

    def _ensure_submission(self, module: str, student: str, about: Mapping[str, Any]) -> None:
        self._book.update_or_create_student(student)
        with self._book.db.no_autoflush:  # NBGrader adds a submission to the session last, which SQLAlchemy warns of
            self._book.update_or_create_submission(module, student, **about)

    def _write(self, entry: Entry) -> None:
        notebook = self._book.find_submission_notebook(entry.module, entry.module, entry.student)
        notebook.late_submission_penalty = entry.penalty or None
        scores = {score.cell: score for score in entry.scores}
        for grade in notebook.grades:
            grade.auto_score = scores[grade.cell.name].points if grade.cell.name in scores else 0.0
            by_hand = grade.manual_score is not None
            grade.needs_manual_grade = grade.cell.name in entry.recheck if by_hand else grade.auto_score is None
        for comment in notebook.comments:
            found = scores.get(comment.cell.name)
            comment.auto_comment = found.comment if found else None

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
        self._ensure_submission(mark.module, mark.student, {})
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


def _naive(moment: datetime | None) -> datetime | None:
    """NBGrader keeps UTC without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment else None
