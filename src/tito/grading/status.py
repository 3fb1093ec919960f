"""Where a class stands: by module for `tito grade status`, by student for `tito module status` in a course folder."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from tito.course.manifest import Course, Module
from tito.errors import WrongUsage
from tito.grading import journal, marks, roster
from tito.grading.export import Mark, safe
from tito.grading.export import marks as all_marks
from tito.grading.folder import CourseFolder
from tito.grading.gradebook import Gradebook
from tito.grading.manual import noticed
from tito.grading.settings import Settings

VERSION = 1


@dataclass(frozen=True)
class ModuleState:
    module: str
    generated: bool
    released: bool
    due: datetime | None
    handed_in: int
    graded: int
    waiting: int  # students with answers that nobody has marked yet
    broken: tuple[str, ...]  # students whose hand-in could not be run
    ungraded: tuple[str, ...]  # handed in and never graded, or handed in again since
    noticed: Mapping[str, str]  # by student, that a hand-in answers what is shown and little of what is drawn


@dataclass(frozen=True)
class ClassState:
    course: str
    folder: CourseFolder
    students: int
    modules: tuple[ModuleState, ...]

    def to_json(self) -> dict[str, Any]:
        rows = [{**asdict(m), "due": m.due.isoformat() if m.due else None} for m in self.modules]
        return {"version": VERSION, "folder": str(self.folder.root), "students": self.students, "modules": rows}


class Step(StrEnum):
    """How far one student is with one module."""

    NOTHING = ""
    HANDED_IN = "handed in"
    GRADED = "graded"  # every answer marked
    WAITING = "waiting for marks"
    BROKEN = "could not be run"


@dataclass(frozen=True)
class Completion:
    """The whole class: for each student and module how far they are, and the mark if there is one."""

    folder: CourseFolder
    modules: tuple[Module, ...]
    students: tuple[str, ...]
    steps: Mapping[tuple[str, str], Step]
    marks: Mapping[tuple[str, str], Mark]

    def rate(self, module: Module) -> float:
        """The share of the class that has handed in."""
        done = sum(self.steps[student, module.id] is not Step.NOTHING for student in self.students)
        return done / len(self.students) if self.students else 0.0

    def of(self, student: str) -> dict[str, tuple[Step, Mark | None]]:
        """One student's way through the modules; WrongUsage for somebody whom the class does not know."""
        if student not in self.students:
            raise WrongUsage(f"Nobody in this class is called {student!r}.", then="look into roster.csv")
        return {m.id: (self.steps[student, m.id], self.marks.get((student, m.id))) for m in self.modules}

    def to_csv(self) -> str:
        """A line for each student: the mark where there is one, else how far they are."""
        text = io.StringIO()
        writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow(["id", *(module.id for module in self.modules)])
        writer.writerows([safe(student), *(self._cell(student, m) for m in self.modules)] for student in self.students)
        return text.getvalue()

    def to_json(self) -> dict[str, Any]:
        rows = {
            student: {
                module: {"step": str(step), "mark": asdict(mark) if mark else None}
                for module, (step, mark) in way.items()
            }
            for student, way in ((student, self.of(student)) for student in self.students)
        }
        rates = {module.id: round(self.rate(module), 4) for module in self.modules}
        return {"version": VERSION, "folder": str(self.folder.root), "rates": rates, "students": rows}

    def _cell(self, student: str, module: Module) -> str:
        mark = self.marks.get((student, module.id))
        return f"{mark.points:g}" if mark else str(self.steps[student, module.id])


def class_state(folder: CourseFolder, course: Course, settings: Settings) -> ClassState:
    """The state of every module that was generated, released or handed in."""
    with marks.gradebook(folder, settings.course_id) as book:
        states = [_module_state(folder, settings, book, module) for module in course.modules]
        on_roster = roster.read(folder.roster)
        students = len(on_roster) or len(book.students())
        return ClassState(settings.title, folder, students, tuple(s for s in states if s.generated or s.handed_in))


def completion(folder: CourseFolder, course: Course, settings: Settings) -> Completion:
    with marks.gradebook(folder, settings.course_id) as book:
        found = all_marks(folder, book, [module for module in course.modules if module.graded])
    handed_in = {module.id: set(folder.handed_in_by(module.id)) for module in found.modules}
    students = sorted({s.id for s in found.students}.union(*handed_in.values()))
    steps = {(s, m.id): _step(found.of(s, m), s in handed_in[m.id]) for s in students for m in found.modules}
    return Completion(folder, found.modules, tuple(students), steps, found.marks)


def _step(mark: Mark | None, handed_in: bool) -> Step:
    if mark is None:
        return Step.HANDED_IN if handed_in else Step.NOTHING
    if mark.reason:
        return Step.BROKEN
    return Step.WAITING if mark.waiting else Step.GRADED


def _module_state(folder: CourseFolder, settings: Settings, book: Gradebook, module: Module) -> ModuleState:
    handed_in = folder.handed_in_by(module.id)
    gradings = journal.gradings(folder, module.id)
    graded = {row.student: row for row in book.rows(module.id)} if module.id in book.modules() else {}
    waiting = {row.student for row in book.rows(module.id) if row.waiting} if graded else set()
    return ModuleState(
        module=module.id,
        generated=folder.source(module.id).is_file(),
        released=folder.release(module.id).is_file(),
        due=settings.due(module),
        handed_in=len(handed_in),
        graded=sum(student in graded and student in gradings for student in handed_in),
        waiting=len(waiting),
        broken=tuple(sorted(s for s, grading in gradings.items() if grading.reason and s in handed_in)),
        ungraded=tuple(s for s in handed_in if s not in graded or s not in gradings),
        noticed={s: words for s, words in noticed(gradings).items() if s in handed_in},
    )


def next_step(state: ClassState, now: datetime | None = None) -> str:
    """What an instructor would type next."""
    if not state.modules:
        return "tito grade generate 01"
    moment = now or datetime.now(UTC)
    wanting = next((step for module in state.modules if (step := _wanting(module, moment))), "")
    if wanting or any(module.handed_in for module in state.modules):
        return wanting or "tito grade export"
    return _collect(next((module for module in state.modules if module.due), state.modules[0]))


def _wanting(module: ModuleState, moment: datetime) -> str:
    if not module.released:
        return f"tito grade release {module.module}"
    if module.ungraded:
        return f"tito grade autograde {module.module}"
    if module.waiting:
        return f"tito grade manual {module.module}    (answers wait to be marked)"
    return _collect(module) if not module.handed_in and module.due and module.due < moment else ""


def _collect(module: ModuleState) -> str:
    return f"tito grade collect {module.module} --from FOLDER-OR-ZIP"
