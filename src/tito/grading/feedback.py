"""The page that a student gets back: every check in words, likely misconceptions with their questions, comments.

Self-contained and inert: no script, no link to anywhere, a content-security policy that allows its own style sheet and
nothing else, everything escaped. Of hidden checks it says whether they passed and why they matter, never what they try.
"""

from __future__ import annotations

import base64
import builtins
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tito.course.manifest import Module
from tito.course.notebook import Notebook, grade_id
from tito.errors import WrongUsage
from tito.grading import journal, roster
from tito.grading.assess import Truths, hash_of_hand_in, rebuild, truths
from tito.grading.export import Mark
from tito.grading.export import marks as all_marks
from tito.grading.folder import CourseFolder, replace
from tito.grading.gradebook import Gradebook, Row
from tito.grading.journal import Grading
from tito.grading.own_package import Own
from tito.grading.private import exercise, is_private
from tito.grading.settings import Settings
from tito.grading.submitted import read_hand_in
from tito.grading.words import SAID, SHORT, details
from tito.judge.by_heart import Answered, answered
from tito.results import CellError, CheckResult, Outcome, Report

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

CELLS_SHOWN = 3  # errors of other cells; one missing name stops many


class Likely(Protocol):
    """A misconception that fits how a check failed."""

    @property
    def believes(self) -> str: ...
    @property
    def symptom(self) -> str: ...
    @property
    def asks(self) -> tuple[str, ...]: ...


Diagnose = Callable[[Report], Mapping[str, Likely]]  # by exercise


@dataclass(frozen=True)
class CheckView:
    hidden: bool
    outcome: Outcome
    short: str  # "wrong"
    said: str  # "the values differ"
    points: float
    max_points: float
    details: tuple[tuple[str, str], ...]

    @property
    def passed(self) -> bool:
        return self.outcome is Outcome.PASSED


@dataclass(frozen=True)
class ExerciseView:
    name: str
    checks: tuple[CheckView, ...]
    perhaps: Likely | None
    comment: str

    @property
    def points(self) -> float:
        return sum(check.points for check in self.checks)

    @property
    def max_points(self) -> float:
        return sum(check.max_points for check in self.checks)

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)


@dataclass(frozen=True)
class QuestionView:
    name: str
    asked: str
    answer: str
    points: float | None  # None: not marked yet
    max_points: float
    comment: str


@dataclass(frozen=True)
class Page:
    course: str
    module: Module
    student: str
    mark: Mark
    handed_in: str
    reason: str
    remarks: tuple[str, ...]
    answered: Answered  # what is shown, what is drawn
    exercises: tuple[ExerciseView, ...]
    private: tuple[tuple[str, CheckView], ...]  # the instructor's own checks, each with its exercise
    questions: tuple[QuestionView, ...]
    own: tuple[str, ...]  # where the student's own package differs from the reference

    @property
    def withheld(self) -> float:
        """Points that nobody has given back."""
        checks = (check for exercise in self.exercises for check in exercise.checks)
        return sum(check.max_points for check in checks if check.outcome is Outcome.WITHHELD)


@dataclass(frozen=True)
class Written:
    pages: tuple[Path, ...]
    outdated: tuple[str, ...]  # students who have handed in again since they were graded


@dataclass(frozen=True)
class Press:
    """Everything that the pages of one module are made from."""

    folder: CourseFolder
    settings: Settings
    module: Module
    truths: Truths
    gradings: Mapping[str, Grading]
    marks: Mapping[str, Mark]
    rows: Mapping[tuple[str, str], Row]
    comments: Mapping[tuple[str, str], str]
    names: Mapping[str, str]
    diagnose: Diagnose

    def page(self, student: str) -> Page | None:
        """None if something else is handed in now than what was graded."""
        grading = self.gradings[student]
        hand_in = read_hand_in(self.folder, student, self.module)
        if hash_of_hand_in(hand_in) != grading.submission:
            return None
        rebuilt, _ = rebuild(hand_in, self.truths, self.module)
        return Page(
            course=self.settings.title,
            module=self.module,
            student=self.names.get(student) or student,
            mark=self.marks[student],
            handed_in=self.settings.local(hand_in.when) if hand_in.when else "",
            reason=grading.reason,
            remarks=tuple(_remarks(grading.report)) if grading.report else (),
            answered=answered(grading.report or Report(self.module.id, ())),
            exercises=tuple(self._exercises(grading)),
            private=tuple(self._private(grading)),
            own=tuple(_own(grading)),
            questions=tuple(self._questions(grading, rebuilt.notebook)),
        )

    def _exercises(self, grading: Grading) -> Iterator[ExerciseView]:
        if grading.report is None:
            return
        perhaps = self.diagnose(grading.report)
        theirs = [check for check in grading.report.checks if not is_private(check.name)]
        for name in dict.fromkeys(check.exercise for check in theirs):
            checks = [check for check in theirs if check.exercise == name]
            views = tuple(self._check(grading.student, check) for check in checks)
            comment = self.comments.get((grading.student, f"exercise-{name}"), "")
            yield ExerciseView(name, views, perhaps.get(name), comment)

    def _private(self, grading: Grading) -> Iterator[tuple[str, CheckView]]:
        for check in grading.report.checks if grading.report else ():
            if is_private(check.name):
                yield exercise(check), self._check(grading.student, check)

    def _check(self, student: str, check: CheckResult) -> CheckView:
        """A check as the student sees it; a person may have given other points than it did."""
        row = self.rows.get((student, check.name))
        shown = tuple(_of_hidden(check) if check.hidden else details(check))
        given = row.points if row else check.points
        outcome = Outcome.PASSED if check.outcome is Outcome.WITHHELD and given else check.outcome
        return CheckView(check.hidden, outcome, SHORT[outcome], SAID[outcome], given, check.max_points, shown)

    def _questions(self, grading: Grading, ran: Notebook) -> Iterator[QuestionView]:
        student = grading.student
        asked = {grade_id(cell): cell.source for cell in ran.cells}
        for cell in ran.cells:
            tag = grade_id(cell) or ""
            row = self.rows.get((student, tag))
            if tag.startswith("question-") and row:
                name = tag.removeprefix("question-")
                written = cell.source.replace(f"<!-- answer: {name} -->", "").strip()
                answer = "" if tag in grading.unanswered else written
                points = None if row.waiting else row.points
                comment = self.comments.get((student, tag), "")
                yield QuestionView(name, asked.get(f"ask-{name}", ""), answer, points, row.max_points, comment)


def feedback(press: Press, students: Sequence[str]) -> Written:
    """Write a page for each of the students."""
    outdated, pages = [], []
    for student in students:
        page = press.page(student)
        if page is None:
            outdated.append(student)
            continue
        path = press.folder.feedback(student, press.module.id)
        replace(path, render(page).encode("utf-8", "replace"))  # an error's text may hold half a letter
        pages.append(path)
    return Written(tuple(pages), tuple(outdated))


def press(folder: CourseFolder, settings: Settings, book: Gradebook, module: Module, diagnose: Diagnose) -> Press:
    found = all_marks(folder, book, [module])
    if not found.modules:
        raise WrongUsage(f"{module.id} was never graded in {folder.root}.", then=f"tito grade autograde {module.id}")
    return Press(
        folder=folder,
        settings=settings,
        module=module,
        truths=truths(folder, module),
        gradings=journal.gradings(folder, module.id),
        marks={student: mark for (student, _), mark in found.marks.items()},
        rows={(row.student, row.cell): row for row in book.rows(module.id)},
        comments=book.comments(module.id),
        names={student.id: student.name for student in roster.read(folder.roster)},
        diagnose=diagnose,
    )


def ready(made: Press, student: str | None) -> tuple[str, ...]:
    """The students who can get a page: graded, and still in the gradebook."""
    there = tuple(sorted(made.gradings.keys() & made.marks.keys()))
    if student is None:
        return there
    if student not in there:
        command = f"tito grade autograde {made.module.id} --student {student}"
        raise WrongUsage(f"{student} was not graded in {made.module.id} yet.", then=command)
    return (student,)


def render(page: Page) -> str:
    template, style = _template()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return template.render(page=page, style=style, style_hash=digest)


@cache
def _template() -> tuple[Template, Markup]:
    """The page and its style sheet, compiled once for a whole class."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    from tito.grading.prose import blocks, inline

    place = files("tito.grading")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"blocks": blocks, "inline": inline, "points": lambda value: f"{value:g}"}
    template = environment.from_string(place.joinpath("feedback.html.j2").read_text(encoding="utf-8"))
    return template, Markup(place.joinpath("feedback.css").read_text(encoding="utf-8"))


def _remarks(report: Report) -> Iterator[str]:
    """What there is to say about the notebook as a whole; cells that wait for an exercise say so at its check."""
    yield from report.remarks
    waiting = any(map(_waits, report.cell_errors))
    about = [e for e in report.cell_errors if not e.cell.startswith("exercise-") and not _waits(e)]
    about = [e for e in about if not (waiting and _follows(e))]
    for error in about[:CELLS_SHOWN]:
        yield f"{error.error} ({error.where or _place(error.cell)})"
    if len(about) > CELLS_SHOWN:
        yield f"{len(about) - CELLS_SHOWN} more cells stopped with an error."


def _own(grading: Grading) -> Iterator[str]:
    """Where the student's own earlier modules lead to another result than correct ones."""
    differing = Own.from_json(grading.own).differing if grading.own else {}
    for name, (reference, own) in differing.items():
        kind, _, about = name.partition("-")
        which = (
            "A private check" if is_private(name) else f"The {'hidden ' if kind == 'hidden' else ''}check of {about}"
        )
        yield f"{which}: {SHORT[Outcome(own)]} on your own package, {SHORT[Outcome(reference)]} on a correct one."


def _follows(error: CellError) -> bool:
    """An example that misses a name which another example, stopped by an exercise to come, would have made."""
    return error.cell.startswith("example-") and error.error.startswith("NameError")


def _place(cell: str) -> str:
    return "an example" if cell.startswith("example-") else "a cell of your own"


def _waits(error: CellError) -> bool:
    return error.error.startswith("NotImplementedError")


def _kind(error: str) -> str:
    """What kind of error it is. The student's code writes the message, and could write down what it was called with."""
    name = error.partition(":")[0]
    return name if isinstance(getattr(builtins, name, None), type) else "an error of a class of your own"


def _of_hidden(check: CheckResult) -> Iterator[tuple[str, str]]:
    """Why it matters, and where the student's own code stopped; not what was tried, got or expected."""
    if check.outcome is Outcome.PASSED:
        return
    if check.where.startswith("exercise"):
        yield "error", _kind(check.error)
        yield "where", check.where
    if check.waits_for:
        yield "because", f"exercise {check.waits_for} is not written yet"
    if check.why:
        yield "why", check.why
