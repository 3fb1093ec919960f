"""Grading a module's hand-ins, in parallel, stoppable at any moment.

Workers read and run; the calling thread alone writes: first the log, then the gradebook, then the annotated notebook.
What the log already has for the same bytes and the same truth is not run again, so a stopped run goes on where it was,
and a gradebook that was lost is filled again without running anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from tito.course.manifest import Course, Module
from tito.errors import WrongUsage
from tito.grading import journal, roster
from tito.grading.assess import Assessed, Truths, assess, hash_of_hand_in, rebuild, scores, truths
from tito.grading.autograded import annotate
from tito.grading.folder import CourseFolder
from tito.grading.gradebook import Entry, Gradebook
from tito.grading.intake import shown
from tito.grading.journal import Grading, Mark
from tito.grading.marks import note_changes
from tito.grading.roster import why_unsafe
from tito.grading.settings import Settings
from tito.grading.submitted import read_hand_in

if TYPE_CHECKING:
    from tito.grading.execute import Executor

BATCH = 20


@dataclass(frozen=True)
class Progress:
    """Where a run stands: at its start, and after each hand-in."""

    module: str
    done: int
    total: int
    latest: Grading | Failure | None = None


@dataclass(frozen=True)
class Failure:
    """A hand-in that the tool could not grade. Not a zero: nothing is recorded, and the next run tries it again."""

    student: str
    module: str
    reason: str


@dataclass
class Graded:
    """What a run did."""

    module: Module
    ran: list[Grading] = field(default_factory=list)
    unchanged: list[Grading] = field(default_factory=list)  # the log had them, for the same bytes and the same truth
    failures: list[Failure] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.ran) + len(self.unchanged) + len(self.failures)


@dataclass(frozen=True)
class Writer:
    """The one writer of automatic marks."""

    folder: CourseFolder
    course: Course
    settings: Settings
    module: Module
    book: Gradebook

    def write(self, assessed: Sequence[Assessed]) -> None:
        journal.add_gradings(self.folder, [each.grading for each in assessed])
        self.record([each.grading for each in assessed])
        for each in assessed:
            annotate(self.folder, each.grading, each.notebook)

    def record(self, gradings: Sequence[Grading]) -> None:
        marks: dict[str, list[Mark]] = {}
        for mark in journal.marks(self.folder).values():
            if mark.module == self.module.id:
                marks.setdefault(mark.student, []).append(mark)
        later = roster.extensions(self.folder.extensions, self.course, self.settings)
        self.book.record([self._entry(g, marks.get(g.student, []), later) for g in gradings])

    def differing(self, gradings: Sequence[Grading]) -> list[Grading]:
        """Those whose marks in the gradebook are not what the log says: it was lost, or a run was stopped."""
        there: dict[str, dict[str, float | None]] = {}
        for row in self.book.rows(self.module.id):
            there.setdefault(row.student, {})[row.cell] = row.auto
        return [g for g in gradings if not _agrees(g, there.get(g.student, {}))]

    def _entry(self, grading: Grading, marks: Sequence[Mark], later: Mapping[tuple[str, str], datetime]) -> Entry:
        due = self.settings.due(self.module)
        extended = later.get((grading.student, grading.module))
        handed_in = datetime.fromisoformat(grading.handed_in) if grading.handed_in else None
        until = extended or due
        late_by = handed_in - until if handed_in and until else timedelta(0)
        return Entry(
            student=grading.student,
            module=grading.module,
            scores=scores(grading),
            recheck=frozenset(mark.cell for mark in marks if mark.content not in ("", grading.content(mark.cell))),
            handed_in=handed_in,
            extension=extended - due if extended and due else None,
            penalty=self.settings.late.penalty(late_by),
        )


def autograde(
    writer: Writer,
    make_executor: Callable[[], Executor],
    *,
    student: str | None = None,
    force: bool = False,
    workers: int = 2,
    show: Callable[[Progress], None] = lambda progress: None,
) -> Graded:
    """Grade what lies in `submitted/`. `make_executor` is called only if something has to be run."""
    known = truths(writer.folder, writer.module)
    done = Graded(writer.module)
    names = _students(writer, student)
    done.failures += [_unusable(name, writer.module) for name in names if why_unsafe(name)]
    before = {} if force else journal.gradings(writer.folder, writer.module.id)
    current = known.hashes()
    to_run = []
    for name in names:
        if not why_unsafe(name):
            old = before.get(name)
            if old and old.truth in current and old.submission == _hash_of(writer, name):
                done.unchanged.append(old)
            else:
                to_run.append(name)
    _refill(writer, done.unchanged, known)
    if to_run:
        _run(writer, Batch(known, make_executor(), writer.folder, to_run), workers, done, show)
    note_changes(writer.folder, writer.book, [writer.module.id])  # marks that now have to be looked at again
    return done


@dataclass(frozen=True)
class Batch:
    """The hand-ins to be run, and what running them takes. A worker reads one when its turn comes."""

    known: Truths
    executor: Executor
    folder: CourseFolder
    students: Sequence[str]

    def assess(self, student: str) -> Assessed:
        return assess(read_hand_in(self.folder, student, self.executor.module), self.known, self.executor)


def _hash_of(writer: Writer, student: str) -> str:
    return hash_of_hand_in(read_hand_in(writer.folder, student, writer.module))


def _students(writer: Writer, student: str | None) -> tuple[str, ...]:
    there = writer.folder.handed_in_by(writer.module.id)
    if student is None:
        return there
    if student not in there:
        place = writer.folder.handed_in(student, writer.module.id)
        raise WrongUsage(f"{student} has handed in nothing for {writer.module.id}.", got=f"no folder {place}")
    return (student,)


def _unusable(name: str, module: Module) -> Failure:
    why = f"the folder's name cannot be a student's id ({why_unsafe(name)}); rename the folder"
    return Failure(shown(name), module.id, why)


def _refill(writer: Writer, gradings: Sequence[Grading], known: Truths) -> None:
    """Bring gradebook and annotated notebooks to what the log says."""
    differing = writer.differing(gradings) if gradings else []
    for start in range(0, len(differing), BATCH):
        writer.record(differing[start : start + BATCH])
    for grading in gradings:
        if not writer.folder.autograded(grading.student, grading.module).is_file():
            hand_in = read_hand_in(writer.folder, grading.student, writer.module)
            rebuilt, _ = rebuild(hand_in, known, writer.module)
            annotate(writer.folder, grading, rebuilt.notebook)


def _run(writer: Writer, batch: Batch, workers: int, done: Graded, show: Callable[[Progress], None]) -> None:
    waiting: list[Assessed] = []
    progress = Progress(writer.module.id, 0, len(batch.students))
    show(progress)
    pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="grade")
    try:
        for result in _results(pool, batch, ahead=2 * workers):
            if isinstance(result, Failure):
                done.failures.append(result)
            else:
                done.ran.append(result.grading)
                waiting.append(result)
            latest = result if isinstance(result, Failure) else result.grading
            progress = replace(progress, done=progress.done + 1, latest=latest)
            show(progress)
            if len(waiting) >= BATCH:
                full, waiting = waiting, []  # first: what could not be written is not tried again below
                writer.write(full)
    finally:  # also after Ctrl-C: what is done is written, what runs is killed
        batch.executor.sandbox.stop()
        pool.shutdown(cancel_futures=True)
        writer.write(waiting)


def _results(pool: ThreadPoolExecutor, batch: Batch, *, ahead: int) -> Iterator[Assessed | Failure]:
    """Each hand-in's result as it comes; never more than `ahead` of them are under way."""
    running: dict[Future[Assessed], str] = {}
    todo = iter(batch.students)
    while True:
        for student in islice(todo, ahead - len(running)):
            running[pool.submit(batch.assess, student)] = student
        if not running:
            return
        finished, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in finished:
            yield _result(future, running.pop(future), batch.executor.module)


def _result(future: Future[Assessed], student: str, module: Module) -> Assessed | Failure:
    try:
        return future.result()
    except Exception as problem:  # the sandbox's border: no hand-in may cost the class its run
        return Failure(student, module.id, f"the tool failed: {type(problem).__name__}: {problem}")


def _agrees(grading: Grading, there: Mapping[str, float | None]) -> bool:
    if not there:
        return False
    wanted = {score.cell: score.points for score in scores(grading)}
    return all(points == wanted.get(cell, 0.0) for cell, points in there.items())
